package io.beta9.provisioning.cloudsim.aws.elb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.aws.acm.CertificateUses;
import io.beta9.provisioning.cloudsim.aws.ec2.ClusterNetwork;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;

/**
 * The load balancers that a cluster's cloud provider creates for Services of type LoadBalancer.
 * They are not part of any Terraform state and remain if the cluster is deleted before the Service;
 * their interfaces and security group then prevent the deletion of the network. Callers hold the
 * cloud's lock.
 */
public final class ClusterLoadBalancers {
  private static final String SERVICE = "kubernetes.io/service-name";

  private final Cloud cloud;
  private final InstantSource clock;
  private final Ec2Service ec2;

  ClusterLoadBalancers(Cloud cloud, InstantSource clock, Ec2Service ec2) {
    this.cloud = cloud;
    this.clock = clock;
    this.ec2 = ec2;
  }

  /**
   * Creates an internet-facing classic load balancer, the default for a Service without
   * annotations.
   */
  public String create(String account, String region, String cluster, String serviceName) {
    return create(
        LoadBalancedService.of(account, region, cluster, serviceName, Map.of(), List.of(443)));
  }

  /**
   * Creates the load balancer of a Service unless it exists.
   *
   * @return its host name
   * @throws AwsErrorException if the cluster has no suitable subnet or a quota is exhausted
   */
  public String create(LoadBalancedService service) {
    String account = service.account();
    String region = service.region();
    String cluster = service.cluster();
    boolean classic = service.kind() == LoadBalancedService.Kind.CLASSIC;
    ElbState state = state(account, region);
    Optional<String> present = hostname(account, region, cluster, service.name());
    if (present.isPresent()) {
      String balancer = name(cluster, service.name());
      ec2.networks()
          .securityGroupsNamed(account, region, groupName(balancer))
          .forEach(group -> allowSources(service, group.groupId()));
      useCertificate(state, service);
      return present.get();
    }
    Quota quota = classic ? Quota.CLASSIC_LOAD_BALANCERS : Quota.NETWORK_LOAD_BALANCERS;
    int count = classic ? state.classicLoadBalancers.size() : state.networkLoadBalancers.size();
    if (quota.exceededBy(count + 1L, cloud)) {
      throw new AwsErrorException(
          400, "TooManyLoadBalancers", "The maximum number of load balancers has been reached");
    }
    ClusterNetwork network = ec2.clusterNetwork(account, region, cluster);
    List<Subnet> subnets = network.balancerSubnets(service.internal());
    if (subnets.isEmpty()) {
      throw new AwsErrorException(
          400,
          "SubnetNotFound",
          "could not find any suitable subnets for creating the load balancer");
    }
    String name = name(cluster, service.name());
    Map<String, String> tags = new TreeMap<>(service.options().tags());
    tags.put(service.clusterTag(), "owned");
    tags.put(SERVICE, service.name());
    String group = securityGroup(service, network.vpcId(), name);
    LoadBalancerFactory.Spec spec =
        new LoadBalancerFactory.Spec(service, name, subnets, group, tags);
    LoadBalancerFactory factory = new LoadBalancerFactory(clock.instant(), ec2);
    if (!classic) {
      requireIssued(service);
      String host = factory.createNetwork(state, spec);
      useCertificate(state, service);
      return host;
    }
    admitToNodes(service, group);
    return factory.createClassic(state, spec);
  }

  private void requireIssued(LoadBalancedService service) {
    String certificate = service.options().certificate();
    if (AcmService.isUnissued(cloud.store(), service.account(), service.region(), certificate)) {
      throw new AwsErrorException(
          400,
          "UnsupportedCertificate",
          "The certificate '"
              + certificate
              + "' must have a fully-qualified domain name, a supported signature, and a supported"
              + " key size.");
    }
  }

  private void useCertificate(ElbState state, LoadBalancedService service) {
    CertificateUses uses = CertificateUses.of(cloud.store(), service.account(), service.region());
    arn(state, service.cluster(), service.name())
        .ifPresent(arn -> uses.use(arn, service.options().certificate()));
  }

  /**
   * Adds a rule to the cluster's security group, by which a classic load balancer reaches the
   * nodes. The load balancer's group cannot be deleted while the rule exists.
   */
  private void admitToNodes(LoadBalancedService service, String group) {
    String account = service.account();
    ec2.networks()
        .clusterSecurityGroup(account, service.region(), service.cluster())
        .ifPresent(
            nodes ->
                ec2.networks()
                    .allowIngress(
                        account,
                        service.region(),
                        nodes.groupId(),
                        IpPermission.builder()
                            .ipProtocol("-1")
                            .userIdGroupPairs(pair -> pair.groupId(group).userId(account))
                            .build()));
  }

  /** Returns the host name of a Service's load balancer, if it exists. */
  public Optional<String> hostname(
      String account, String region, String cluster, String serviceName) {
    ElbState state = state(account, region);
    return arn(state, cluster, serviceName).flatMap(arn -> hostname(state, arn));
  }

  private static Optional<String> hostname(ElbState state, String arn) {
    return Optional.ofNullable(state.networkLoadBalancers.get(arn))
        .map(LoadBalancer::dnsName)
        .or(
            () ->
                Optional.ofNullable(
                        state.classicLoadBalancers.get(arn.substring(arn.indexOf('/') + 1)))
                    .map(LoadBalancerDescription::dnsName));
  }

  /** Deletes the load balancer of a Service with all resources created for it. */
  public void delete(String account, String region, String cluster, String serviceName) {
    ElbState state = state(account, region);
    Optional<String> arn = arn(state, cluster, serviceName);
    if (arn.isEmpty()) {
      return;
    }
    if (state.networkLoadBalancers.containsKey(arn.get())) {
      new NetworkLoadBalancers(ec2).remove(state, arn.get());
      CertificateUses.of(cloud.store(), account, region).end(arn.get());
      List<String> groups =
          state.targetGroups.keySet().stream()
              .filter(item -> serviceName.equals(state.tagsOf(item).get(SERVICE)))
              .filter(item -> state.tagsOf(item).containsKey("kubernetes.io/cluster/" + cluster))
              .toList();
      groups.forEach(state.targetGroups::remove);
      groups.forEach(state::removeTags);
    } else {
      new ClassicLoadBalancers(ec2)
          .remove(state, account, region, arn.get().substring(arn.get().indexOf('/') + 1));
    }
    ec2.networks()
        .securityGroupsNamed(account, region, groupName(name(cluster, serviceName)))
        .forEach(
            group -> {
              ec2.networks()
                  .clusterSecurityGroup(account, region, cluster)
                  .ifPresent(
                      nodes ->
                          ec2.networks()
                              .removeReferences(account, region, nodes.groupId(), group.groupId()));
              ec2.networks().removeSecurityGroup(account, region, group.groupId());
            });
  }

  private static Optional<String> arn(ElbState state, String cluster, String serviceName) {
    return state.tagged().entrySet().stream()
        .filter(entry -> entry.getKey().contains(":loadbalancer/"))
        .filter(entry -> entry.getValue().containsKey("kubernetes.io/cluster/" + cluster))
        .filter(entry -> serviceName.equals(entry.getValue().get(SERVICE)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private ElbState state(String account, String region) {
    return cloud.store().getOrCreate(ElbState.class, account, region, ElbState::new);
  }

  /**
   * Returns the cloud provider's name of a load balancer: a letter and the Service's uid, here
   * derived from its name.
   */
  private static String name(String cluster, String serviceName) {
    UUID uid =
        UUID.nameUUIDFromBytes((cluster + "/" + serviceName).getBytes(StandardCharsets.UTF_8));
    return "a" + uid.toString().replace("-", "").substring(0, 31);
  }

  private static Map<String, String> groupTags(LoadBalancedService service) {
    Map<String, String> tags = new TreeMap<>(service.options().tags());
    tags.put(service.clusterTag(), "owned");
    return tags;
  }

  private static String groupName(String name) {
    return "k8s-elb-" + name;
  }

  private String securityGroup(LoadBalancedService service, String vpc, String name) {
    String account = service.account();
    String region = service.region();
    String id =
        ec2.networks()
            .securityGroupNamed(account, region, vpc, groupName(name))
            .orElseGet(
                () ->
                    ec2.networks()
                        .addSecurityGroup(
                            account,
                            region,
                            vpc,
                            groupName(name),
                            "Security group for Kubernetes ELB " + name,
                            groupTags(service)))
            .groupId();
    allowSources(service, id);
    return id;
  }

  /** Replaces the rules of the load balancer's group by those for the Service's sources. */
  private void allowSources(LoadBalancedService service, String group) {
    List<String> sources =
        service.sourceRanges().isEmpty() ? List.of("0.0.0.0/0") : service.sourceRanges();
    ec2.networks().removeIngress(service.account(), service.region(), group);
    for (int port : service.ports()) {
      ec2.networks()
          .allowIngress(
              service.account(),
              service.region(),
              group,
              IpPermission.builder()
                  .ipProtocol("tcp")
                  .fromPort(port)
                  .toPort(port)
                  .ipRanges(
                      sources.stream()
                          .map(source -> IpRange.builder().cidrIp(source).build())
                          .toList())
                  .build());
    }
  }
}
