package io.beta9.provisioning.cloudsim.aws.elb;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.tagging.ResourceTaggingService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

class ClusterLoadBalancersTest {
  private static final String PREFIX = "service.beta.kubernetes.io/aws-load-balancer-";
  private static final String REGION = "eu-west-1";
  private static final String CLUSTER = "beta9-1";
  private static final String SERVICE = "beta9-system/beta9-gateway";

  private final InProcessCloud cloud = new InProcessCloud();
  private final Ec2Service ec2Service = new Ec2Service(cloud, cloud.clock());
  private final ElbService elbService = new ElbService(cloud, cloud.clock(), ec2Service);
  private final ClusterLoadBalancers balancers = elbService.clusterLoadBalancers();
  private final Ec2Client ec2 =
      cloud
          .register(
              ec2Service,
              elbService,
              new ClassicElbService(ec2Service),
              new ResourceTaggingService(Set.of(ec2Service, elbService)))
          .client(Ec2Client.class, REGION);
  private final ElasticLoadBalancingClient classic =
      cloud.client(ElasticLoadBalancingClient.class, REGION);
  private final ElasticLoadBalancingV2Client network =
      cloud.client(ElasticLoadBalancingV2Client.class, REGION);
  private String vpc = "";
  private String subnet = "";

  @BeforeEach
  void cluster() {
    vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    subnet =
        ec2.createSubnet(
                r ->
                    r.vpcId(vpc)
                        .cidrBlock("10.0.0.0/20")
                        .tagSpecifications(
                            s ->
                                s.resourceType("subnet")
                                    .tags(t -> t.key("kubernetes.io/role/elb").value("1"))))
            .subnet()
            .subnetId();
    ec2Service
        .networkInterfaces()
        .attach(ACCOUNT, REGION, List.of(subnet), List.of(), "Amazon EKS " + CLUSTER, "eks");
  }

  @Test
  void admits_the_source_ranges_of_the_service_and_follows_their_change() {
    balancers.create(service(List.of("203.0.113.0/24")));
    assertThat(admitted()).containsOnly("203.0.113.0/24");

    balancers.create(service(List.of("198.51.100.0/24", "10.9.0.0/16")));
    assertThat(admitted()).containsOnly("198.51.100.0/24", "10.9.0.0/16");

    balancers.create(service(List.of()));
    assertThat(admitted()).containsOnly("0.0.0.0/0");
  }

  private static LoadBalancedService service(List<String> sourceRanges) {
    return LoadBalancedService.of(
        ACCOUNT,
        REGION,
        CLUSTER,
        SERVICE,
        Map.of(PREFIX + "type", "nlb"),
        List.of(443, 1443),
        sourceRanges);
  }

  private List<String> admitted() {
    String group =
        network.describeLoadBalancers().loadBalancers().getFirst().securityGroups().getFirst();
    return ec2
        .describeSecurityGroups(r -> r.groupIds(group))
        .securityGroups()
        .getFirst()
        .ipPermissions()
        .stream()
        .flatMap(permission -> permission.ipRanges().stream())
        .map(IpRange::cidrIp)
        .toList();
  }

  @Test
  void creates_one_load_balancer_per_service_and_keeps_its_subnet_in_use() {
    String host = balancers.create(ACCOUNT, REGION, CLUSTER, SERVICE);
    assertThat(host).endsWith(".eu-west-1.elb.amazonaws.com");
    assertThat(balancers.create(ACCOUNT, REGION, CLUSTER, SERVICE)).isEqualTo(host);
    ec2Service.networkInterfaces().release("eks");

    var found = classic.describeLoadBalancers().loadBalancerDescriptions();
    assertThat(found).hasSize(1);
    assertThat(
            classic
                .describeTags(r -> r.loadBalancerNames(found.getFirst().loadBalancerName()))
                .tagDescriptions()
                .getFirst()
                .tags())
        .extracting(tag -> tag.key() + "=" + tag.value())
        .containsExactlyInAnyOrder(
            "kubernetes.io/cluster/beta9-1=owned", "kubernetes.io/service-name=" + SERVICE);
    assertAwsError("DependencyViolation", () -> ec2.deleteSubnet(r -> r.subnetId(subnet)));

    balancers.delete(ACCOUNT, REGION, CLUSTER, SERVICE);
    ec2.deleteSubnet(r -> r.subnetId(subnet));
    ec2.deleteVpc(r -> r.vpcId(vpc));
    assertThat(balancers.hostname(ACCOUNT, REGION, CLUSTER, SERVICE)).isEmpty();
  }

  @Test
  void leaves_the_security_group_of_a_load_balancer_deleted_through_the_api() {
    balancers.create(
        LoadBalancedService.of(
            ACCOUNT,
            REGION,
            CLUSTER,
            SERVICE,
            Map.of("service.beta.kubernetes.io/aws-load-balancer-type", "nlb"),
            List.of(1993)));
    var found = network.describeLoadBalancers().loadBalancers().getFirst();
    assertThat(found.state().codeAsString()).isEqualTo("active");
    assertThat(found.typeAsString()).isEqualTo("network");
    var groups = network.describeTargetGroups(r -> r.loadBalancerArn(found.loadBalancerArn()));
    assertThat(groups.targetGroups()).extracting(item -> item.port()).containsExactly(1993);
    String target = groups.targetGroups().getFirst().targetGroupArn();
    assertAwsError("ResourceInUse", () -> network.deleteTargetGroup(r -> r.targetGroupArn(target)));

    ResourceGroupsTaggingApiClient tagging =
        cloud.client(ResourceGroupsTaggingApiClient.class, REGION);
    assertThat(
            tagging
                .getResources(
                    r -> r.tagFilters(f -> f.key("kubernetes.io/cluster/beta9-1").values("owned")))
                .resourceTagMappingList())
        .hasSize(3);

    network.deleteLoadBalancer(r -> r.loadBalancerArn(found.loadBalancerArn()));
    network.deleteTargetGroup(r -> r.targetGroupArn(target));
    ec2Service.networkInterfaces().release("eks");
    ec2.deleteSubnet(r -> r.subnetId(subnet));
    assertAwsError("DependencyViolation", () -> ec2.deleteVpc(r -> r.vpcId(vpc)));
    String group =
        ec2.describeSecurityGroups(
                r -> r.filters(f -> f.name("tag:kubernetes.io/cluster/beta9-1").values("owned")))
            .securityGroups()
            .getFirst()
            .groupId();
    ec2.deleteSecurityGroup(r -> r.groupId(group));
    ec2.deleteVpc(r -> r.vpcId(vpc));
  }

  @Test
  void applies_the_annotated_tags_and_terminates_tls_on_the_annotated_ports() {
    balancers.create(
        LoadBalancedService.of(
            ACCOUNT,
            REGION,
            CLUSTER,
            SERVICE,
            Map.of(
                PREFIX + "type",
                "nlb",
                PREFIX + "additional-resource-tags",
                "owner=beta9,stage=test",
                PREFIX + "ssl-cert",
                "arn:aws:acm:eu-west-1:123456789012:certificate/1",
                PREFIX + "ssl-ports",
                "1443"),
            List.of(1443, 1994)));
    String balancer = network.describeLoadBalancers().loadBalancers().getFirst().loadBalancerArn();
    String target =
        network
            .describeTargetGroups(r -> r.loadBalancerArn(balancer))
            .targetGroups()
            .getFirst()
            .targetGroupArn();
    assertThat(network.describeTags(r -> r.resourceArns(balancer, target)).tagDescriptions())
        .allSatisfy(
            described ->
                assertThat(described.tags())
                    .extracting(tag -> tag.key() + "=" + tag.value())
                    .contains("owner=beta9", "stage=test", "kubernetes.io/cluster/beta9-1=owned"));
    assertThat(
            ec2.describeSecurityGroups(r -> r.filters(f -> f.name("tag:owner").values("beta9")))
                .securityGroups())
        .hasSize(1);

    var listeners = network.describeListeners(r -> r.loadBalancerArn(balancer)).listeners();
    assertThat(listeners)
        .extracting(listener -> listener.port() + " " + listener.protocolAsString())
        .containsExactly("1443 TLS", "1994 TCP");
    assertAwsError(
        "ValidationError",
        () ->
            network.modifyListener(
                r ->
                    r.listenerArn(listeners.getLast().listenerArn()).alpnPolicy("HTTP2Preferred")));
    network.modifyListener(
        r -> r.listenerArn(listeners.getFirst().listenerArn()).alpnPolicy("HTTP2Preferred"));
    assertThat(
            network
                .describeListeners(r -> r.listenerArns(listeners.getFirst().listenerArn()))
                .listeners()
                .getFirst()
                .alpnPolicy())
        .containsExactly("HTTP2Preferred");
  }
}
