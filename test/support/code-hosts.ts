import { StandInHost } from './stand-in-host';

/** A stand-in of a code host for a file of tests, forgetting what it was asked before each; `HOSTS` is what a job of each host has in its environment. */
export const host = new StandInHost();
let api = '';
beforeAll(async () => {
  api = await host.open();
});
afterAll(() => {
  host.close();
});
beforeEach(() => {
  host.asked.length = 0;
  host.lists.clear();
  host.answers.clear();
});

export const HOSTS = {
  github: () => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: api,
    GITHUB_REPOSITORY: 'council/wan',
    GITHUB_TOKEN: 'a-token',
    GITHUB_WORKFLOW_REF: 'council/wan/.github/workflows/deploy.yml@refs/heads/main',
    GITHUB_REF_NAME: 'main',
    PULL_REQUEST: '7',
  }),
  gitlab: () => ({
    CI_API_V4_URL: `${api}/api/v4`,
    CI_PROJECT_ID: '42',
    CI_MERGE_REQUEST_IID: '7',
    CI_JOB_TOKEN: 'a-job-token',
    WAN_TOKEN: 'a-token',
  }),
  azure: () => ({
    SYSTEM_COLLECTIONURI: `${api}/`,
    SYSTEM_TEAMPROJECTID: 'project',
    BUILD_REPOSITORY_ID: 'wan',
    SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
    SYSTEM_ACCESSTOKEN: 'a-token',
    SYSTEM_DEFINITIONID: '3',
    BUILD_SOURCEBRANCH: 'refs/heads/main',
  }),
} as const;
