/**
 * Fixed identities that the examples of the API documents use and that every demo city contains, whatever its seed, so
 * that an example can be sent as it stands. All of them are invented; district numbers 310199 and 510199 do not exist.
 */
export const exampleIds = {
  /** A compound in 310115005 under contract with `enterprise`. */
  compound: '01930000-0000-7000-8000-000000000101',
  /** A compound in 310115005 under contract with `rival`. */
  rivalCompound: '01930000-0000-7000-8000-000000000102',
  /** A compound in 310115005 without a property firm since 2026-09-01. */
  orphanCompound: '01930000-0000-7000-8000-000000000103',
  enterprise: '01930000-0000-7000-8000-000000000201',
  rival: '01930000-0000-7000-8000-000000000202',
  /** Filed and waiting for the registrar of 310115. */
  filedEnterprise: '01930000-0000-7000-8000-000000000203',
  contract: '01930000-0000-7000-8000-000000000301',
  /** Parts that no city contains, for the example of a split. */
  eastPart: '01930000-0000-7000-8000-000000000e01',
  westPart: '01930000-0000-7000-8000-000000000e02',
  filing: '01930000-0000-7000-8000-000000000f01',
} as const;

/** USCCs of domain.md §1.1 that pass both checks and cannot belong to anybody. */
export const exampleUsccs = {
  enterprise: '91310199MA1DEM015X',
  rival: '91310199MA1DEM023Q',
  filedEnterprise: '91310199MA1DEM103C',
  unfiled: '91310199MA1DEM314U',
} as const;
