/** Photos of a case: they come from the service by hash, through the session, and open large in the same page. */
import { Image } from 'antd';
import type { Photo } from '@anju/contracts/hazard-records';
import { photoAddress } from '../api/hazards.js';
import { useT } from '../words/i18n.js';
import { instant } from './time.js';

export function Photos({ photos }: { photos: readonly Photo[] }) {
  const t = useT();
  if (photos.length === 0) return null;
  return (
    <Image.PreviewGroup>
      <ul className="photos">
        {photos.map(({ sha256, caption, takenAt }, i) => (
          <li key={sha256}>
            <Image src={photoAddress(sha256)} alt={caption ?? t('detail.photoOf', { n: i + 1 })} loading="lazy" />
            {(takenAt || caption) && <span>{[takenAt && instant(takenAt).slice(5), caption].filter(Boolean).join(' · ')}</span>}
          </li>
        ))}
      </ul>
    </Image.PreviewGroup>
  );
}
