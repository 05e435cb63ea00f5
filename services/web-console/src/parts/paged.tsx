/** Lists that grow by their cursor, as a table or as rows, with their three empty states. */
import type { ReactNode } from 'react';
import { Button, Table, type TableProps } from 'antd';
import { useT } from '../words/i18n.js';
import { Empty, Failed, Loading } from './view.js';
import type { usePages } from './use-pages.js';

interface EmptyWords {
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}
type Pages<T> = ReturnType<typeof usePages<T>>;

function More<T>({ pages }: { pages: Pages<T> }) {
  const t = useT();
  return pages.hasNextPage ? (
    <div className="more">
      <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
        {t('app.loadMore')}
      </Button>
    </div>
  ) : null;
}

/** Rows of their own making; `items` where the page shows fewer than were asked for. */
export function PagedRows<T>({
  pages,
  items = pages.items,
  empty,
  row,
}: {
  pages: Pages<T>;
  items?: readonly T[];
  empty: EmptyWords;
  row: (item: T) => ReactNode;
}) {
  if (pages.isPending) return <Loading />;
  if (pages.error && pages.items.length === 0) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  if (items.length === 0 && !pages.hasNextPage) return <Empty {...empty} />;
  return (
    <div className="work-list">
      {items.map(row)}
      <More pages={pages} />
    </div>
  );
}

export function PagedTable<T extends object>({
  pages,
  columns,
  rowKey,
  empty,
  onOpen,
  expandable,
  rowLabel,
}: {
  pages: Pages<T>;
  columns: TableProps<T>['columns'];
  rowKey: (row: T) => string;
  empty: EmptyWords;
  onOpen?: (row: T) => void;
  expandable?: TableProps<T>['expandable'];
  rowLabel?: (row: T) => string;
}) {
  if (pages.isPending) return <Loading />;
  if (pages.error && pages.items.length === 0) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  if (pages.items.length === 0) return <Empty {...empty} />;
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
      <More pages={pages} />
    </>
  );
}
