package io.beta9.provisioning.cloudsim.aws.elasticache;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.VpcServiceTestBase;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.CreateReplicationGroupRequest;
import software.amazon.awssdk.services.elasticache.model.Event;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

class ElastiCacheTest extends VpcServiceTestBase {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private final ElastiCacheService service = new ElastiCacheService(cloud, network);
  private final ElastiCacheClient cache =
      cloud.register(service).client(ElastiCacheClient.class, REGION);

  @BeforeEach
  void groups() {
    cache.createCacheSubnetGroup(
        it -> it.cacheSubnetGroupName("one").cacheSubnetGroupDescription("d").subnetIds(subnets));
  }

  @Test
  void provides_members_and_endpoints_once_available() {
    cloud.setLatency("elasticache:replication-group", Duration.ofSeconds(60));
    create(it -> it.numCacheClusters(2));
    assertThat(described().status()).isEqualTo("creating");
    assertThat(described().nodeGroups()).isEmpty();

    cloud.advanceClock(Duration.ofSeconds(60));
    described();
    cloud.restart();

    ReplicationGroup group = described();
    assertThat(group.status()).isEqualTo("available");
    assertThat(group.memberClusters()).containsExactly("one-001", "one-002");
    assertThat(group.clusterEnabled()).isFalse();
    String host = group.nodeGroups().getFirst().primaryEndpoint().address();
    assertThat(host).startsWith("master.one.").endsWith(".use1.cache.amazonaws.com");
    assertThat(service.hasEndpoint(host)).isTrue();
    assertThat(service.authToken(ACCOUNT, REGION, "one")).contains(TOKEN);
    CacheCluster member =
        cache
            .describeCacheClusters(it -> it.cacheClusterId("one-002").showCacheNodeInfo(true))
            .cacheClusters()
            .getFirst();
    assertThat(member.engineVersion()).isEqualTo("7.1.0");
    assertThat(member.replicationGroupId()).isEqualTo("one");
    assertThat(member.cacheNodes()).hasSize(1);
  }

  @Test
  void reports_the_event_of_a_failed_creation_and_deletes_the_failed_group() {
    cloud.setCondition("elasticache-create-fails", "one", "Insufficient capacity in us-east-1a");
    create(it -> {});
    cloud.advanceClock(Duration.ofHours(1));

    assertThat(described().status()).isEqualTo("create-failed");
    assertAwsError(
        "InvalidReplicationGroupState",
        () -> cache.listTagsForResource(it -> it.resourceName(described().arn())));
    assertThat(
            cache
                .describeEvents(it -> it.sourceType("replication-group").sourceIdentifier("one"))
                .events())
        .extracting(Event::message)
        .containsExactly("Insufficient capacity in us-east-1a");
    cache.deleteReplicationGroup(it -> it.replicationGroupId("one"));
    cloud.advanceClock(Duration.ofHours(1));
    assertAwsError("ReplicationGroupNotFoundFault", this::described);
  }

  @Test
  void rejects_invalid_replication_groups() {
    assertAwsError(
        "InvalidParameterCombination", () -> create(it -> it.transitEncryptionEnabled(false)));
    assertAwsError("InvalidParameterValue", () -> create(it -> it.authToken("short")));
    assertAwsError(
        "InvalidParameterCombination", () -> create(it -> it.automaticFailoverEnabled(true)));
    assertAwsError(
        "CacheSubnetGroupNotFoundFault", () -> create(it -> it.cacheSubnetGroupName("no")));
    assertAwsError("InvalidParameterValue", () -> create(it -> it.cacheNodeType("cache.x.huge")));
    cloud.setCondition("quota", "L-DFE45DF3", "0");
    assertAwsError("NodeQuotaForCustomerExceeded", () -> create(it -> {}));
  }

  @Test
  void adds_and_removes_replicas_with_their_network_interfaces() {
    create(it -> {});
    described();
    assertThat(interfaces()).isEqualTo(1);
    assertAwsError(
        "CacheSubnetGroupInUse",
        () -> cache.deleteCacheSubnetGroup(it -> it.cacheSubnetGroupName("one")));

    cache.increaseReplicaCount(
        it -> it.replicationGroupId("one").newReplicaCount(2).applyImmediately(true));
    assertThat(described().memberClusters()).hasSize(3);
    assertThat(interfaces()).isEqualTo(3);
    cache.decreaseReplicaCount(
        it -> it.replicationGroupId("one").newReplicaCount(0).applyImmediately(true));
    assertThat(described().memberClusters()).containsExactly("one-001");

    cache.deleteReplicationGroup(it -> it.replicationGroupId("one"));
    assertAwsError("ReplicationGroupNotFoundFault", this::described);
    assertThat(interfaces()).isZero();
    assertThat(service.taggedResources(ACCOUNT, REGION)).isEmpty();
  }

  @Test
  void validates_parameters_and_keeps_parameter_groups_in_use() {
    cache.createCacheParameterGroup(
        it ->
            it.cacheParameterGroupName("one").cacheParameterGroupFamily("redis7").description("d"));
    cache.modifyCacheParameterGroup(
        it ->
            it.cacheParameterGroupName("one")
                .parameterNameValues(
                    p -> p.parameterName("maxmemory-policy").parameterValue("noeviction")));
    create(it -> it.cacheParameterGroupName("one"));

    assertThat(
            cache
                .describeCacheParameters(it -> it.cacheParameterGroupName("one").source("user"))
                .parameters())
        .singleElement()
        .satisfies(p -> assertThat(p.parameterValue()).isEqualTo("noeviction"));
    assertAwsError(
        "InvalidParameterValue",
        () ->
            cache.modifyCacheParameterGroup(
                it ->
                    it.cacheParameterGroupName("one")
                        .parameterNameValues(
                            p -> p.parameterName("maxmemory-policy").parameterValue("never"))));
    assertAwsError(
        "InvalidCacheParameterGroupState",
        () -> cache.deleteCacheParameterGroup(it -> it.cacheParameterGroupName("one")));
  }

  private ReplicationGroup described() {
    return cache
        .describeReplicationGroups(it -> it.replicationGroupId("one"))
        .replicationGroups()
        .getFirst();
  }

  private void create(Consumer<CreateReplicationGroupRequest.Builder> change) {
    cache.createReplicationGroup(
        it -> {
          it.replicationGroupId("one")
              .replicationGroupDescription("d")
              .engine("redis")
              .engineVersion("7.1")
              .cacheNodeType("cache.t4g.medium")
              .cacheSubnetGroupName("one")
              .securityGroupIds(group)
              .transitEncryptionEnabled(true)
              .authToken(TOKEN)
              .tags(tag -> tag.key("a").value("b"));
          change.accept(it);
        });
  }
}
