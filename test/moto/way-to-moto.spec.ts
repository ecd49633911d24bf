import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assert } from 'chai';
import { ofCall, passes, refuses } from '../../checks/second-opinion/troubles.ts';
import { startWayToMoto, type WayToMoto } from '../../checks/second-opinion/way-to-moto.ts';

describe('The way to moto', () => {
  const isPut = ofCall('PUT policy');
  const refused = refuses('AccessDenied', 403, 's3');
  let moto: Server;
  let way: WayToMoto;
  beforeEach(async () => {
    moto = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => {
      moto.listen(0, '127.0.0.1', resolve);
    });
    way = await startWayToMoto(`http://127.0.0.1:${(moto.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await way.stop();
    moto.closeAllConnections();
    moto.close();
  });
  const put = async (): Promise<number> => (await fetch(`${way.endpoint}/bucket?policy`, { method: 'PUT' })).status;

  it('lets every call pass once it is cleared, whatever it was met with', async () => {
    way.meet(isPut, refused, Number.POSITIVE_INFINITY);
    way.meet(isPut, refused);
    const before = await put();

    way.clear();

    assert.deepEqual([before, await put()], [403, 200]);
  });

  it('ends no other trouble where one is ended that has ended already', async () => {
    const end = way.meet(isPut, passes);
    way.clear();
    const refusals = way.meet(isPut, refused, Number.POSITIVE_INFINITY);

    assert.equal(end(), 0);

    assert.equal(await put(), 403);
    assert.equal(refusals(), 1);
    assert.equal(refusals(), 1);
    assert.equal(await put(), 200);
  });
});
