package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.AwsClients.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.aws.elb.ClassicElbService;
import io.beta9.provisioning.cloudsim.aws.elb.ElbService;
import io.beta9.provisioning.cloudsim.aws.elb.LoadBalancedService;
import io.beta9.provisioning.cloudsim.aws.quotas.ServiceQuotasService;
import io.beta9.provisioning.cloudsim.aws.tagging.ResourceTaggingService;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerNotFoundException;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.NoSuchResourceException;

/** Runs the real SDK clients against the simulator over HTTP. */
class Ec2WireProtocolTest {
  private static final String REGION = "us-east-1";

  private static final class Region {
    Ec2Service ec2;
    ElbService elb;
  }

  private final Region region = new Region();

  private CloudSim start(Path folder) {
    InstantSource clock = InstantSource.system();
    return CloudSim.builder()
        .stateFolder(folder)
        .service(
            cloud -> {
              region.ec2 = new Ec2Service(cloud, clock);
              return region.ec2;
            })
        .service(
            cloud -> {
              region.elb = new ElbService(cloud, clock, region.ec2);
              return region.elb;
            })
        .service(_ -> new ClassicElbService(region.ec2))
        .service(_ -> new ServiceQuotasService())
        .service(_ -> new ResourceTaggingService(List.of(region.ec2, region.elb)))
        .start();
  }

  @Test
  void serves_a_cluster_network_over_http_and_restores_it_after_a_restart(@TempDir Path folder) {
    String account;
    String vpc;
    try (CloudSim sim = start(folder);
        Ec2Client ec2 = client(sim, Ec2Client.builder())) {
      vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
      account = ec2.describeVpcs().vpcs().getFirst().ownerId();
      String created = vpc;
      assertThatThrownBy(() -> ec2.createSubnet(r -> r.vpcId(created).cidrBlock("10.1.0.0/24")))
          .isInstanceOfSatisfying(
              Ec2Exception.class,
              e -> {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidSubnet.Range");
                assertThat(e.statusCode()).isEqualTo(400);
              });
      String subnet =
          ec2.createSubnet(
                  r ->
                      r.vpcId(created)
                          .cidrBlock("10.0.0.0/20")
                          .tagSpecifications(
                              s ->
                                  s.resourceType("subnet")
                                      .tags(t -> t.key("kubernetes.io/role/elb").value("1"))))
              .subnet()
              .subnetId();
      String group =
          ec2.createSecurityGroup(r -> r.vpcId(created).groupName("nodes").description("x"))
              .groupId();
      NodeInstances.Group nodes = new NodeInstances.Group(account, REGION, "beta9-1", "cpu");
      sim.inspect(
          _ ->
              region
                  .ec2
                  .nodes()
                  .scale(
                      nodes,
                      new NodeInstances.Spec(
                          "m6i.large", 100, List.of(subnet), List.of(group), Map.of()),
                      2));
      Filter ofGroup = Filter.builder().name("tag:eks:nodegroup-name").values("cpu").build();
      List<Instance> running =
          ec2
              .describeInstancesPaginator(r -> r.filters(ofGroup).maxResults(5))
              .reservations()
              .stream()
              .flatMap(item -> item.instances().stream())
              .toList();
      assertThat(running).hasSize(2);
      assertThat(running.getFirst().securityGroups().getFirst().groupId()).isEqualTo(group);
      assertThat(ec2.getConsoleOutput(r -> r.instanceId(running.getFirst().instanceId())).output())
          .isNotEmpty();
    }

    try (CloudSim sim = start(folder);
        Ec2Client ec2 = client(sim, Ec2Client.builder());
        ElasticLoadBalancingClient classic = client(sim, ElasticLoadBalancingClient.builder());
        ElasticLoadBalancingV2Client network = client(sim, ElasticLoadBalancingV2Client.builder());
        ResourceGroupsTaggingApiClient tagging =
            client(sim, ResourceGroupsTaggingApiClient.builder())) {
      assertThat(ec2.describeVpcs(r -> r.vpcIds(vpc)).vpcs()).hasSize(1);
      for (String type : List.of("nlb", "")) {
        sim.inspect(
            _ ->
                region
                    .elb
                    .clusterLoadBalancers()
                    .create(
                        LoadBalancedService.of(
                            account,
                            REGION,
                            "beta9-1",
                            "default/" + type + "x",
                            Map.of("service.beta.kubernetes.io/aws-load-balancer-type", type),
                            List.of(443))));
      }
      assertThat(classic.describeLoadBalancers().loadBalancerDescriptions()).hasSize(1);
      assertThat(network.describeLoadBalancers().loadBalancers()).hasSize(1);
      assertThatThrownBy(() -> network.describeLoadBalancers(r -> r.names("other")))
          .isInstanceOf(LoadBalancerNotFoundException.class);
      assertThat(
              tagging
                  .getResources(
                      r ->
                          r.resourceTypeFilters("elasticloadbalancing:loadbalancer")
                              .tagFilters(f -> f.key("kubernetes.io/cluster/beta9-1")))
                  .resourceTagMappingList())
          .hasSize(2);
    }
  }

  @Test
  void returns_quotas_and_instance_types_over_http(@TempDir Path folder) {
    try (CloudSim sim = start(folder);
        Ec2Client ec2 = client(sim, Ec2Client.builder());
        ServiceQuotasClient quotas = client(sim, ServiceQuotasClient.builder())) {
      assertThat(
              quotas
                  .getServiceQuota(r -> r.serviceCode("ec2").quotaCode("L-DB2E81BA"))
                  .quota()
                  .value())
          .isEqualTo(768);
      assertThatThrownBy(() -> quotas.getServiceQuota(r -> r.serviceCode("ec2").quotaCode("L-0")))
          .isInstanceOf(NoSuchResourceException.class);
      assertThat(
              ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("g6.xlarge"))
                  .instanceTypes()
                  .getFirst()
                  .gpuInfo()
                  .gpus()
                  .getFirst()
                  .name())
          .isEqualTo("L4");
    }
  }
}
