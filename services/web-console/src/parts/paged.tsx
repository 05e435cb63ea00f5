/** A table of a list that grows by its cursor, with its three empty states. */
import type { ReactNode } from 'react';
import { Button, Table, type TableProps } from 'antd';
import { useT } from '../words/i18n.js';
import { Empty, Failed, Loading } from './view.js';
import type { usePages } from './use-pages.js';

export function PagedTable<T extends object>({
  pages,
  columns,
  rowKey,
  empty,
  onOpen,
  expandable,
  rowLabel,
}: {
  pages: ReturnType<typeof usePages<T>>;
  columns: TableProps<T>['columns'];
  rowKey: (row: T) => string;
  empty: { title: string; text: string; action?: ReactNode };
  onOpen?: (row: T) => void;
  expandable?: TableProps<T>['expandable'];
  rowLabel?: (row: T) => string;
}) {
  const t = useT();
  if (pages.isPending) return <Loading />;
  if (pages.error && pages.items.length === 0) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  if (pages.items.length === 0) return <Empty title={empty.title} text={empty.text} action={empty.action} />;
  return (
    <>
      <div className="grid-table">
        <Table<T>
          size="small"
          pagination={false}
          dataSource={pages.items}
          columns={columns ?? []}
          rowKey={rowKey}
          {...(expandable && { expandable })}
          {...(onOpen && {
            onRow: (row) => ({
              onClick: () => onOpen(row),
              onKeyDown: (event) => event.key === 'Enter' && event.target === event.currentTarget && onOpen(row),
              tabIndex: 0,
              'aria-label': rowLabel?.(row),
              className: 'is-link',
            }),
          })}
        />
      </div>
      {pages.hasNextPage && (
        <div className="more">
          <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
            {t('app.loadMore')}
          </Button>
        </div>
      )}
    </>
  );
}
