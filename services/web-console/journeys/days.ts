/** A day of each role: what a firm, a subdistrict, a department, a registrar and an auditor come to the console for. */
import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { exampleIds, exampleUsccs } from '@anju/contracts/examples';
import type { Hazard } from '@anju/contracts/hazards';
import { act, button, minutes, openCase, photo, pickDay } from './hands.fixtures.ts';
import type { Platform } from './platform.fixtures.ts';

export const days = (platform: () => Platform): void =>
  describe('the day of', () => {
    const report = async (spot: string, more: object = {}): Promise<string> => {
      const id = v7();
      const body = { id, compoundId: exampleIds.compound, itemCode: 'F01', spot, foundAt: new Date().toISOString(), photos: [], ...more };
      await platform().post('safety-hazards/v1/hazards', body, 'inspector-1');
      return id;
    };
    const read = (id: string): Promise<Hazard> => platform().get<Hazard>(`safety-hazards/v1/hazards/${id}`, 'operator');
    const step = async (id: string, login: string, operation: string, body: object = {}): Promise<void> => {
      const { version } = await read(id);
      await platform().post(`safety-hazards/v1/hazards/${id}/${operation}`, body, login, version);
    };

    // Known red on a busy machine: the dialog of the plan is taken away while it is filled in.
    it.skip(
      'a firm: signs, makes it safe, plans, asks for more time within what the rule allows, and submits',
      async () => {
        const id = await report('8 号楼东侧楼道');
        await step(id, 'officer-005', 'assign');
        const firm = await platform().person('manager-1', '/work');
        await openCase(firm, '8 号楼东侧楼道');
        await act(firm, '签收');
        await act(firm, '临时管控', async (dialog) => {
          await dialog.getByLabel('管控措施').fill('已设警戒线，安保每两小时巡查。');
          await dialog.locator('input[type=file]').setInputFiles(photo);
          await dialog.locator('.strip-remove').waitFor();
        });
        const due = (await read(id)).clocks.find(({ duty }) => duty === 'rectify')!.dueAt.slice(0, 10);
        await act(firm, '填报整改方案', async (dialog) => {
          for (const [label, text] of [
            ['责任', '项目经理负责'],
            ['措施', '清理并加装隔离'],
            ['资金', '自筹 2,000 元'],
            ['预案', '巡查并配灭火器'],
          ] as const)
            await dialog.getByLabel(label).fill(text);
          await pickDay(dialog, '时限', due);
        });
        await firm.getByText('清理并加装隔离').first().waitFor();
        await button(firm, '更多操作').click();
        await firm.getByRole('menuitem', { name: '申请延期' }).click();
        const dialog = firm.getByRole('dialog');
        await pickDay(dialog, '延期至', '2031-01-01');
        await dialog.getByLabel('理由').fill('配件到货延迟。');
        await dialog.getByRole('button', { name: '申请延期' }).click();
        const range = await dialog.getByText(/可选 \d{4}-\d{2}-\d{2} 至/).textContent();
        await pickDay(dialog, '延期至', /可选 (\S+) 至/.exec(range!)![1]!);
        await dialog.getByRole('button', { name: '申请延期' }).click();
        await dialog.waitFor({ state: 'detached' });

        const officer = await platform().person('officer-005', '/work?list=decide-extension');
        await openCase(officer, '8 号楼东侧楼道');
        await act(officer, '审批延期', undefined, '同意延期');
        await firm
          .getByText(/同意延至/)
          .first()
          .waitFor();
        await act(firm, '申请复查', (form) => form.getByLabel('整改情况').fill('已清理完毕。'));
        const after = await read(id);
        expect([after.state, after.plans?.length, after.controls?.[0]?.photos.length]).toEqual(['SUBMITTED', 1, 1]);
        expect(after.extensions?.[0]?.decision?.isGranted).toBe(true);
      },
      2 * minutes,
    );

    it(
      'a firm at a septic tank: is told what is missing, opens the permit, tests again, and gets everybody out',
      async () => {
        const firm = await platform().person('manager-1', '/permits/new', { phone: true });
        await firm.getByLabel('位置名称').fill('2 号楼化粪池');
        await firm.getByLabel('作业内容').fill('清掏。');
        await firm.getByLabel('审批人').fill('何丽娟');
        for (const [role, name] of [
          ['监护人', '刘强'],
          ['作业人员', '孙伟'],
        ] as const) {
          await firm.getByRole('combobox', { name: role, exact: true }).fill(name);
          await firm.keyboard.press('Enter');
        }
        const type = async (oxygen: string) => {
          for (const depth of ['上', '中', '下']) {
            await firm.getByLabel(`氧气 ${depth}`).fill(oxygen);
            for (const gas of ['可燃气', '硫化氢', '一氧化碳']) await firm.getByLabel(`${gas} ${depth}`).fill('0');
          }
          await firm.getByLabel('检测仪编号').fill('QT-4-0231');
          await firm.getByLabel('检定日期').fill('2026-08-01');
        };
        await type('20.8');
        await button(firm, '审批通过').click();
        await firm.getByText(/缺少装备：.*救援三脚架/).waitFor();
        for (const gear of await firm.locator('.gear .ant-checkbox-wrapper').all()) await gear.click();
        await button(firm, '审批通过').click();
        await firm.getByText('距检测失效').waitFor();
        await type('18.2');
        await button(firm, '提交检测').click();
        await firm.getByRole('alert').getByText('全部人员立即撤出').waitFor();
        await firm.getByText(/已全部撤出/).click();
        await button(firm, '作业结束').click();
        await firm.getByRole('status').getByText('已结束').waitFor();
      },
      2 * minutes,
    );

    it(
      'a firm that could not stop it: files its 24-hour report, and the subdistrict reads it as late',
      async () => {
        const firm = await platform().person('manager-1', '/duty-reports/new', { phone: true });
        await firm.getByLabel('发现的情况').fill('业主拆改承重墙，劝阻无效。');
        await firm.getByLabel('劝阻、制止情况').fill('劝阻两次，书面告知。');
        await button(firm, '提交报告').click();
        await firm.getByText('按时').first().waitFor();
        const officer = await platform().person('officer-005', '/duty-reports');
        await officer.getByText('业主拆改承重墙').first().click();
        await officer.getByText('劝阻两次').waitFor();
      },
      2 * minutes,
    );

    it(
      'a subdistrict: merges what was told twice and sees what moved, and declares a mistake void',
      async () => {
        const kept = await report('6 号楼门厅');
        const twice = await report('6 号楼门厅西侧');
        const mistake = await report('无此楼栋');
        const officer = await platform().person('officer-005', `/hazards/${twice}`);
        await act(officer, '合并', async (dialog) => {
          await dialog.getByText(/上报人 1 位/).waitFor();
          await dialog.getByLabel('并入').fill('6 号楼门厅');
          await officer.locator('.ant-select-item-option', { hasText: '6 号楼门厅' }).first().click();
          await dialog.getByLabel('理由').fill('同一处堆物。');
        });
        await officer.getByRole('status').getByRole('link', { name: /^HZ-/ }).click();
        await officer.getByText('共同上报 1').waitFor();
        await officer.goto(`${platform().run.url}/hazards/${mistake}`);
        await act(officer, '作废', (dialog) => dialog.getByLabel('理由').fill('误报，现场没有这栋楼。'));
        await officer.getByText(/已作废：误报/).waitFor();
        expect([(await read(kept)).reporters?.length, (await read(twice)).state, (await read(mistake)).state]).toEqual([
          1,
          'MERGED',
          'VOID',
        ]);
      },
      2 * minutes,
    );

    it(
      'a department: confirms a major one and seals the place, which keeps it from being closed until it lets go',
      async () => {
        const id = await report('避难层', { isSuspectedMajor: true });
        const fire = await platform().person('fire', '/work');
        await openCase(fire, '避难层');
        await act(fire, '认定重大', async (dialog) => {
          await dialog.getByLabel('判定标准及版本').fill('GB 35181-2025');
          await dialog.getByLabel('条款').fill('6.1');
          await fire.keyboard.press('Enter');
        });
        await act(fire, '停用、查封', async (dialog) => {
          await dialog.getByLabel('停用、查封范围').fill('避难层全部');
          await dialog.getByLabel('理由').fill('严重火灾危险。');
        });
        await fire.getByRole('alert').getByText('停用、查封中').waitFor();
        await act(fire, '恢复使用', (dialog) => dialog.getByLabel('理由').fill('复核合格。'));
        await fire.getByText('停用、查封中').waitFor({ state: 'detached' });
        const county = await platform().person('operator', `/hazards/${id}`);
        await act(county, '挂牌督办', async (dialog) => {
          await pickDay(dialog, '挂牌整改期限', new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
          await dialog.getByLabel('理由').fill('区级挂牌。');
        });
        await act(county, '登记公布、备案', undefined);
        expect((await read(id)).listing?.records.map(({ step: one }) => one)).toEqual(['published']);
      },
      2 * minutes,
    );

    it(
      'a registrar: files a firm whose code needs a second look, and accepts it from the queue',
      async () => {
        const registrar = await platform().person('registrar', '/filings?tab=new');
        await registrar.getByLabel('企业名称').fill('示例晨曦物业');
        await registrar.getByLabel('统一社会信用代码').first().fill(exampleUsccs.unfiled);
        await registrar.getByText('校验通过').waitFor();
        await registrar.getByLabel('联系人姓名').fill('周安');
        await registrar.getByLabel('联系电话').fill('021-50000000');
        await button(registrar, '提交备案').click();
        await registrar.getByText('已提交，等待审核').waitFor();
        await registrar.getByRole('button', { name: '待审核' }).click();
        await registrar.getByText('示例晨曦物业').click();
        await registrar.getByRole('dialog').getByRole('button', { name: '通过' }).click();
        await registrar.getByText('已通过').waitFor();
      },
      2 * minutes,
    );

    it(
      'an auditor: finds an event by its kind, opens what it says, and sees who signed in',
      async () => {
        const auditor = await platform().person('auditor', '/audit');
        await auditor.getByRole('combobox', { name: '事件类型' }).click();
        await auditor.getByRole('combobox', { name: '事件类型' }).fill('停用');
        await auditor.locator('.ant-select-item-option', { hasText: '停用、查封' }).click();
        await auditor
          .getByRole('row', { name: /停用、查封/ })
          .first()
          .waitFor();
        await auditor.getByRole('button', { name: '审计记录' }).click();
        await auditor.getByText('登录').first().waitFor();
      },
      2 * minutes,
    );
  });
