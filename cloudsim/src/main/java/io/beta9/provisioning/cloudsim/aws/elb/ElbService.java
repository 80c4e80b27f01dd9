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
 * Elastic Load Balancing's present API, for network load balancers; {@link ClassicElbService} has
 * the classic one. Load balancers are made by Kubernetes and not by requests: see {@link
 * ClusterLoadBalancers}.
 */
public final class ElbService implements AwsService, TaggedResourceProvider {
  private final Cloud cloud;
  private final InstantSource clock;
  private final Ec2Service ec2;

  /**
   * @param clock the time of what clusters do here; requests bring their own
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
  }

  /** What clusters make for their Services of type LoadBalancer. */
  public ClusterLoadBalancers clusterLoadBalancers() {
    return new ClusterLoadBalancers(cloud, clock, ec2);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    // Classic load balancers are in this state too, and so their tags are told here.
    return cloud
        .store()
        .getOrCreate(ElbState.class, account, region, ElbState::new)
        .tagged()
        .entrySet()
        .stream()
        .map(entry -> new TaggedResource(entry.getKey(), entry.getValue()));
  }
}
