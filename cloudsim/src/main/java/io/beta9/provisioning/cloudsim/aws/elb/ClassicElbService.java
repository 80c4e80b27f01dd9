package io.beta9.provisioning.cloudsim.aws.elb;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;

/**
 * The classic API of Elastic Load Balancing. It shares its signing name and state with the current
 * API.
 */
public final class ClassicElbService implements AwsService {
  private final Ec2Service ec2;

  public ClassicElbService(Ec2Service ec2) {
    this.ec2 = ec2;
  }

  @Override
  public String signingName() {
    return "elasticloadbalancing";
  }

  @Override
  public void register(Operations operations) {
    new ClassicLoadBalancers(ec2).register(operations);
  }
}
