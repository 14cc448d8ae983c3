// The story of a peering by every Node client: node story.mjs FOLDER URL, where FOLDER holds node_modules.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';

const [folder, url] = process.argv.slice(2);
const require = createRequire(folder + '/package.json');
const endpoint = url.replace('http://', '');
const ME = '1210123456123456', THEM = '2830000000000001';

const actions = {
  openapiClient(key) {
    const { default: Client, Params, OpenApiRequest, Config } = require('@alicloud/openapi-client');
    const { RuntimeOptions } = require('@alicloud/tea-util');
    const client = new Client(new Config({ accessKeyId: key, accessKeySecret: 'any', endpoint, protocol: 'HTTP' }));
    return generic(client, Params, OpenApiRequest, new RuntimeOptions({}));
  },
  openapiCore(key) {
    const { default: Client, $OpenApiUtil } = require('@alicloud/openapi-core');
    const { RuntimeOptions } = require('@darabonba/typescript');
    const { Config, Params, OpenApiRequest } = $OpenApiUtil;
    const client = new Client(new Config({ accessKeyId: key, accessKeySecret: 'any', endpoint, protocol: 'HTTP' }));
    return generic(client, Params, OpenApiRequest, new RuntimeOptions({}));
  },
  popCore(key) {
    const { RPCClient } = require('@alicloud/pop-core');
    const made = version => new RPCClient({ accessKeyId: key, accessKeySecret: 'any', endpoint: url, apiVersion: version });
    return (version, action, params) => made(version).request(action, params, { method: 'POST' });
  },
};

function generic(client, Params, OpenApiRequest, runtime) {
  return async (version, action, body) => {
    const params = new Params({
      action, version, protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC',
      reqBodyType: 'formData', bodyType: 'json',
    });
    return (await client.callApi(params, new OpenApiRequest({ body }), runtime)).body;
  };
}

const PEER = '2022-01-01', VPC = '2016-04-28', RegionId = 'cn-hangzhou';

async function alibaba(made) {
  const [me, them] = [made(ME), made(THEM)];
  const mine = (await me(VPC, 'CreateVpc', { RegionId, CidrBlock: '10.0.0.0/16' })).VpcId;
  const theirs = (await them(VPC, 'CreateVpc', { RegionId, CidrBlock: '10.1.0.0/16' })).VpcId;
  const { InstanceId } = await me(PEER, 'CreateVpcPeerConnection', {
    RegionId, VpcId: mine, AcceptingVpcId: theirs, AcceptingRegionId: RegionId, AcceptingAliUid: THEM, Name: 'peer-é中', Description: 'd+中 *~ &=',
  });
  const status = async who => (await who(PEER, 'GetVpcPeerConnectionAttribute', { InstanceId })).Status;
  assert.equal(await status(me), 'Accepting');
  await them(PEER, 'AcceptVpcPeerConnection', { InstanceId });
  assert.equal(await status(me), 'Activated');
  await assert.rejects(them(PEER, 'AcceptVpcPeerConnection', { InstanceId }), e => e.code === 'IncorrectStatus.VpcPeer');
  await me(PEER, 'DeleteVpcPeerConnection', { InstanceId });
  await assert.rejects(status(me), e => e.code === 'ResourceNotFound.InstanceId');
}

async function vpc20160428() {
  const { default: Client, DescribeVpcsRequest } = require('@alicloud/vpc20160428');
  const { Config } = require('@alicloud/openapi-core').$OpenApiUtil;
  const client = new Client(new Config({ accessKeyId: ME, accessKeySecret: 'any', regionId: RegionId, endpoint, protocol: 'HTTP' }));
  const { body } = await client.describeVpcs(new DescribeVpcsRequest({ regionId: RegionId }));
  assert.ok(body.totalCount >= 1);
}

async function ec2() {
  const sdk = require('@aws-sdk/client-ec2');
  const made = accessKeyId => new sdk.EC2Client({
    endpoint: url, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'any' },
  });
  const [me, them] = [made('123456789012'), made('222222222222')];
  const vpc = async (who, CidrBlock) => (await who.send(new sdk.CreateVpcCommand({ CidrBlock }))).Vpc.VpcId;
  const made_ = await me.send(new sdk.CreateVpcPeeringConnectionCommand({
    VpcId: await vpc(me, '10.0.0.0/16'), PeerVpcId: await vpc(them, '10.1.0.0/16'), PeerOwnerId: '222222222222',
    TagSpecifications: [{ ResourceType: 'vpc-peering-connection', Tags: [{ Key: 'Team', Value: 'blue' }] }],
  }));
  const VpcPeeringConnectionId = made_.VpcPeeringConnection.VpcPeeringConnectionId;
  await them.send(new sdk.AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  const asked = { VpcPeeringConnectionIds: [VpcPeeringConnectionId] };
  const found = await me.send(new sdk.DescribeVpcPeeringConnectionsCommand(asked));
  assert.equal(found.VpcPeeringConnections[0].Status.Code, 'active');
  assert.deepEqual(found.VpcPeeringConnections[0].Tags, [{ Key: 'Team', Value: 'blue' }]);
  await assert.rejects(
    them.send(new sdk.RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId })),
    e => e.name === 'InvalidStateTransition',
  );
  await me.send(new sdk.DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
}

for (const [name, made] of Object.entries(actions)) {
  await alibaba(made);
  console.log(name);
}
await vpc20160428();
console.log('vpc20160428');
await ec2();
console.log('client-ec2');
