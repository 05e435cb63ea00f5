/** Under which name drafts on this device belong to a person. */
import type { Me } from '../session.js';

export const ownerOf = ({ login, role, name }: Me): string => login ?? `${role}.${name}`;
