/**
 * A photo as it is kept and sent: at most 1600 pixels on its longer side, JPEG, upright, without the metadata of the
 * camera. The original never leaves the device.
 */
import { sha256 } from './sha256.js';

const longestSide = 1600;
const quality = 0.82;

export interface ReadyPhoto {
  readonly blob: Blob;
  readonly sha256: string;
  readonly takenAt: string;
}
export async function ready(file: File): Promise<ReadyPhoto> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise<Blob>((resolve, reject) =>
    canvas.toBlob((result) => (result ? resolve(result) : reject(new Error('canvas gives no image'))), 'image/jpeg', quality),
  );
  return { blob, sha256: await sha256(blob), takenAt: new Date(file.lastModified || Date.now()).toISOString() };
}
