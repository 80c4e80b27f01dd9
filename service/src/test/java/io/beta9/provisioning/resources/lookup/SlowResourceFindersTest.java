package io.beta9.provisioning.resources.lookup;

import static io.beta9.provisioning.resources.lookup.LocatorFixture.NAME;
import static io.beta9.provisioning.resources.lookup.LocatorFixture.OURS;
import static io.beta9.provisioning.resources.lookup.LocatorFixture.TAG;
import static io.beta9.provisioning.resources.lookup.LocatorFixture.found;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases and Redis: while AWS makes one, it is neither there nor absent. */
class SlowResourceFindersTest {
  private static final Duration LONG = Duration.ofHours(1);

  private LocatorFixture trial;

  @BeforeEach
  void open() {
    trial = new LocatorFixture();
  }

  @AfterEach
  void close() {
    trial.close();
  }

  @Test
  void a_database_is_absent_then_on_its_way_and_then_there() {
    Map<String, String> name = Map.of("identifier", NAME);
    assertThat(trial.look("aws_db_instance.this", name)).isEqualTo(new LookupResult.Absent());
    trial.takes("rds:instance", LONG);
    database(OURS);
    assertThat(trial.look("aws_db_instance.this", name))
        .isEqualTo(new LookupResult.Moving("creating"));
    assertThat(trial.look("aws_db_subnet_group.this", Map.of("name", NAME))).isEqualTo(found(NAME));
  }

  @Test
  void a_database_of_our_name_with_somebodys_tag_is_not_ours() {
    database("env_ffffffffffff");

    assertThat(trial.look("aws_db_instance.this", Map.of("identifier", NAME)))
        .isInstanceOf(LookupResult.Foreign.class);
  }

  @Test
  void a_finished_database_is_imported_by_its_name() {
    database(OURS);

    assertThat(trial.look("aws_db_instance.this", Map.of("identifier", NAME)))
        .isEqualTo(found(NAME));
  }

  @Test
  void groups_of_parameters_are_found_by_name_and_tag() {
    assertThat(trial.look("aws_db_parameter_group.this", Map.of("name", NAME)))
        .isEqualTo(new LookupResult.Absent());
    assertThat(trial.look("aws_elasticache_parameter_group.this", Map.of("name", NAME)))
        .isEqualTo(new LookupResult.Absent());
    trial
        .session
        .rds()
        .createDBParameterGroup(
            r ->
                r.dbParameterGroupName(NAME)
                    .dbParameterGroupFamily("postgres16")
                    .description("x")
                    .tags(tag -> tag.key(TAG).value(OURS)));
    trial
        .session
        .elasticache()
        .createCacheParameterGroup(
            r ->
                r.cacheParameterGroupName(NAME)
                    .cacheParameterGroupFamily("redis7")
                    .description("x"));

    assertThat(trial.look("aws_db_parameter_group.this", Map.of("name", NAME)))
        .isEqualTo(found(NAME));
    assertThat(trial.look("aws_elasticache_parameter_group.this", Map.of("name", NAME)))
        .as("without our tag")
        .isInstanceOf(LookupResult.Foreign.class);
  }

  @Test
  void redis_is_absent_then_on_its_way() {
    Map<String, String> name = Map.of("replication_group_id", NAME);
    assertThat(trial.look("aws_elasticache_replication_group.this", name))
        .isEqualTo(new LookupResult.Absent());
    trial.takes("elasticache:replication-group", LONG);
    redis();

    assertThat(trial.look("aws_elasticache_replication_group.this", name))
        .isEqualTo(new LookupResult.Moving("creating"));
  }

  @Test
  void a_finished_redis_is_found() {
    redis();

    assertThat(
            trial.look(
                "aws_elasticache_replication_group.this", Map.of("replication_group_id", NAME)))
        .isEqualTo(found(NAME));
    assertThat(trial.look("aws_elasticache_subnet_group.this", Map.of("name", NAME)))
        .isEqualTo(found(NAME));
  }

  private void database(String owner) {
    List<String> subnets = trial.subnets();
    trial
        .session
        .rds()
        .createDBSubnetGroup(
            r ->
                r.dbSubnetGroupName(NAME)
                    .dbSubnetGroupDescription("x")
                    .subnetIds(subnets)
                    .tags(tag -> tag.key(TAG).value(owner)));
    trial
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
    List<String> subnets = trial.subnets();
    trial
        .session
        .elasticache()
        .createCacheSubnetGroup(
            r ->
                r.cacheSubnetGroupName(NAME)
                    .cacheSubnetGroupDescription("x")
                    .subnetIds(subnets)
                    .tags(tag -> tag.key(TAG).value(OURS)));
    trial
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
                    .tags(tag -> tag.key(TAG).value(OURS)));
  }
}
