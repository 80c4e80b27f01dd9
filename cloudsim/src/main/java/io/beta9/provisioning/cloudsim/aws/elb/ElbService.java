package io.beta9.provisioning.cloudsim.aws.elb;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.InstantSource;
import java.util.stream.Stream;

/**
 * The current API of Elastic Load Balancing, for network load balancers; see {@link
 * ClassicElbService} for the classic API. Load balancers are created by Kubernetes, not by
 * requests: see {@link ClusterLoadBalancers}.
 */
public final class ElbService implements AwsService, TaggedResourceProvider {
  private final Cloud cloud;
  private final InstantSource clock;
  private final Ec2Service ec2;

  /**
   * @param clock the time of actions by clusters; requests carry their own time
   */
  public ElbService(Cloud cloud, InstantSource clock, Ec2Service ec2) {
    this.cloud = cloud;
    this.clock = clock;
    this.ec2 = ec2;
  }

  @Override
  public String signingName() {
    return "elasticloadbalancing";
  }

  @Override
  public void register(Operations operations) {
    new NetworkLoadBalancers(ec2).register(operations);
    new LoadBalancerCreation(ec2).register(operations);
  }

  /** Returns the load balancers of clusters' Services of type LoadBalancer. */
  public ClusterLoadBalancers clusterLoadBalancers() {
    return new ClusterLoadBalancers(cloud, clock, ec2);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    // The state also contains classic load balancers, so that their tags are included.
    return cloud
        .store()
        .getOrCreate(ElbState.class, account, region, ElbState::new)
        .tagged()
        .entrySet()
        .stream()
        .map(entry -> new TaggedResource(entry.getKey(), entry.getValue()));
  }
}
