// Both clouds from Node. First: npm install @aws-sdk/client-ec2 @alicloud/pop-core
//   peering-mock serve &  eval "$(peering-mock env)"
//   node examples/peering.mjs
import {
  AcceptVpcPeeringConnectionCommand, CreateVpcCommand, CreateVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand, EC2Client,
} from '@aws-sdk/client-ec2';
import popCore from '@alicloud/pop-core';

// AWS: AWS_ENDPOINT_URL and the keys are in the environment; an access key of 12 digits is an account of its own
const me = new EC2Client({});
const them = new EC2Client({ credentials: { accessKeyId: '222222222222', secretAccessKey: 'any' } });
const vpc = async (who, CidrBlock) => (await who.send(new CreateVpcCommand({ CidrBlock }))).Vpc.VpcId;
const asked = await me.send(new CreateVpcPeeringConnectionCommand({
  VpcId: await vpc(me, '10.0.0.0/16'), PeerVpcId: await vpc(them, '10.1.0.0/16'), PeerOwnerId: '222222222222',
}));
const { VpcPeeringConnectionId } = asked.VpcPeeringConnection;
await them.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
const seen = await me.send(new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [VpcPeeringConnectionId] }));
console.log('AWS', seen.VpcPeeringConnections[0].Status.Code);

// Alibaba Cloud: the endpoint is an argument; an access key of 16 digits is an account of its own
const endpoint = process.env.PEERING_MOCK_URL;
const call = (accessKeyId, apiVersion, action, params) =>
  new popCore.RPCClient({ accessKeyId, accessKeySecret: 'any', endpoint, apiVersion }).request(action, params, { method: 'POST' });
const RegionId = 'cn-hangzhou', ME = '1210123456123456', THEM = '2830000000000001';
const mine = await call(ME, '2016-04-28', 'CreateVpc', { RegionId, CidrBlock: '10.0.0.0/16' });
const theirs = await call(THEM, '2016-04-28', 'CreateVpc', { RegionId, CidrBlock: '10.1.0.0/16' });
const { InstanceId } = await call(ME, '2022-01-01', 'CreateVpcPeerConnection', {
  RegionId, VpcId: mine.VpcId, AcceptingAliUid: THEM, AcceptingRegionId: RegionId, AcceptingVpcId: theirs.VpcId,
});
await call(THEM, '2022-01-01', 'AcceptVpcPeerConnection', { InstanceId });
console.log('Alibaba Cloud', (await call(ME, '2022-01-01', 'GetVpcPeerConnectionAttribute', { InstanceId })).Status);
