package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.Instances;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NatGateways;
import io.beta9.provisioning.cloudsim.aws.ec2.network.VpcEndpoints;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.Instant;

/**
 * Opens scopes in which every NAT gateway, instance and endpoint is in the state it has by then.
 */
final class Ec2Scopes {
  private Ec2Scopes() {}

  static Ec2Scope open(Call call) {
    return open(call.cloud(), call.account(), call.region(), call.now());
  }

  static Ec2Scope open(Cloud cloud, String account, String region, Instant now) {
    Ec2Scope scope = Ec2Scope.of(cloud, account, region, now);
    NatGateways.advance(scope);
    Instances.advance(scope);
    VpcEndpoints.advance(scope);
    return scope;
  }
}
