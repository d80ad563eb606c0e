/** For the region lookup in the metadata service of EC2, which Lambda lacks. */
export const getInstanceMetadataRegion = (): Promise<undefined> => Promise.resolve(undefined);
