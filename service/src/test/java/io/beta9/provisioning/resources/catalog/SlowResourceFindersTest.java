package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.resources.catalog.LocatorFixture.NAME;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.OURS;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.TAG;
import static io.beta9.provisioning.resources.catalog.LocatorFixture.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.resources.lookup.LookupResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases and Redis, which take AWS minutes to create. */
class SlowResourceFindersTest {
  private static final Duration LONG = Duration.ofHours(1);

  private LocatorFixture account;

  @BeforeEach
  void open() {
    account = new LocatorFixture();
  }

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void reports_a_database_as_absent_then_in_transition_then_found() {
    Map<String, String> name = Map.of("identifier", NAME);
    assertThat(account.find("aws_db_instance.this", name)).isEqualTo(new LookupResult.Absent());
    account.takes("rds:instance", LONG);
    database(OURS);
    assertThat(account.find("aws_db_instance.this", name))
        .isEqualTo(new LookupResult.InTransition("creating"));
    assertThat(account.find("aws_db_subnet_group.this", Map.of("name", NAME)))
        .isEqualTo(found(NAME));
  }

  @Test
  void reports_a_database_with_another_environments_tag_as_foreign() {
    database("env_ffffffffffff");

    assertThat(account.find("aws_db_instance.this", Map.of("identifier", NAME)))
        .isInstanceOf(LookupResult.Foreign.class);
  }

  @Test
  void offers_to_delete_a_database_that_was_never_created() {
    account.condition("rds-never-available", "failed: The DB instance has failed.");
    database(OURS);

    LookupResult found = account.find("aws_db_instance.this", Map.of("identifier", NAME));
    assertThat(found).isInstanceOf(LookupResult.CreationFailed.class);
    ((LookupResult.CreationFailed) found).removal().orElseThrow().run();

    assertThat(account.find("aws_db_instance.this", Map.of("identifier", NAME)))
        .isEqualTo(new LookupResult.Absent());
  }

  @Test
  void imports_an_available_database_by_its_name() {
    database(OURS);

    assertThat(account.find("aws_db_instance.this", Map.of("identifier", NAME)))
        .isEqualTo(found(NAME));
  }

  @Test
  void finds_parameter_groups_by_name_and_tag() {
    assertThat(account.find("aws_db_parameter_group.this", Map.of("name", NAME)))
        .isEqualTo(new LookupResult.Absent());
    assertThat(account.find("aws_elasticache_parameter_group.this", Map.of("name", NAME)))
        .isEqualTo(new LookupResult.Absent());
    account
        .session
        .rds()
        .createDBParameterGroup(
            r ->
                r.dbParameterGroupName(NAME)
                    .dbParameterGroupFamily("postgres16")
                    .description("x")
                    .tags(tag -> tag.key(TAG).value(OURS)));
    account
        .session
        .elasticache()
        .createCacheParameterGroup(
            r ->
                r.cacheParameterGroupName(NAME)
                    .cacheParameterGroupFamily("redis7")
                    .description("x"));

    assertThat(account.find("aws_db_parameter_group.this", Map.of("name", NAME)))
        .isEqualTo(found(NAME));
    assertThat(account.find("aws_elasticache_parameter_group.this", Map.of("name", NAME)))
        .as("without the environment's tag")
        .isInstanceOf(LookupResult.Foreign.class);
  }

  @Test
  void reports_redis_as_absent_and_then_in_transition() {
    Map<String, String> name = Map.of("replication_group_id", NAME);
    assertThat(account.find("aws_elasticache_replication_group.this", name))
        .isEqualTo(new LookupResult.Absent());
    account.takes("elasticache:replication-group", LONG);
    redis();

    assertThat(account.find("aws_elasticache_replication_group.this", name))
        .isEqualTo(new LookupResult.InTransition("creating"));
  }

  @Test
  void finds_an_available_redis() {
    redis();

    assertThat(
            account.find(
                "aws_elasticache_replication_group.this", Map.of("replication_group_id", NAME)))
        .isEqualTo(found(NAME));
    assertThat(account.find("aws_elasticache_subnet_group.this", Map.of("name", NAME)))
        .isEqualTo(found(NAME));
  }

  @Test
  void offers_to_delete_a_redis_that_was_never_created() {
    account.condition("elasticache-create-fails", "Insufficient capacity");
    redis();

    removal(redisResult()).orElseThrow().run();

    assertThat(redisResult()).isEqualTo(new LookupResult.Absent());
  }

  @Test
  void does_not_offer_to_delete_a_failed_redis_without_the_tag_of_the_environment() {
    account.condition("elasticache-create-fails", "Insufficient capacity");
    redis("env_ffffffffffff");

    assertThat(removal(redisResult())).isEmpty();
  }

  private LookupResult redisResult() {
    return account.find(
        "aws_elasticache_replication_group.this", Map.of("replication_group_id", NAME));
  }

  private static Optional<Runnable> removal(LookupResult result) {
    assertThat(result).isInstanceOf(LookupResult.CreationFailed.class);
    return ((LookupResult.CreationFailed) result).removal();
  }

  private void database(String owner) {
    List<String> subnets = account.subnets();
    account
        .session
        .rds()
        .createDBSubnetGroup(
            r ->
                r.dbSubnetGroupName(NAME)
                    .dbSubnetGroupDescription("x")
                    .subnetIds(subnets)
                    .tags(tag -> tag.key(TAG).value(owner)));
    account
        .session
        .rds()
        .createDBInstance(
            r ->
                r.dbInstanceIdentifier(NAME)
                    .engine("postgres")
                    .engineVersion("16")
                    .dbInstanceClass("db.t4g.medium")
                    .allocatedStorage(20)
                    .masterUsername("beta9")
                    .masterUserPassword("not-a-password")
                    .dbSubnetGroupName(NAME)
                    .tags(tag -> tag.key(TAG).value(owner)));
  }

  private void redis() {
    redis(OURS);
  }

  private void redis(String owner) {
    List<String> subnets = account.subnets();
    account
        .session
        .elasticache()
        .createCacheSubnetGroup(
            r ->
                r.cacheSubnetGroupName(NAME)
                    .cacheSubnetGroupDescription("x")
                    .subnetIds(subnets)
                    .tags(tag -> tag.key(TAG).value(owner)));
    account
        .session
        .elasticache()
        .createReplicationGroup(
            r ->
                r.replicationGroupId(NAME)
                    .replicationGroupDescription("x")
                    .engine("redis")
                    .engineVersion("7.1")
                    .cacheNodeType("cache.t4g.medium")
                    .numCacheClusters(1)
                    .cacheSubnetGroupName(NAME)
                    .tags(tag -> tag.key(TAG).value(owner)));
  }
}
