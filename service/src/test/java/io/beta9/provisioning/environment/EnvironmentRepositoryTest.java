package io.beta9.provisioning.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.testing.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EnvironmentRepositoryTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");
  private static final Random RANDOM = new Random(3);

  private static HikariDataSource database;
  private static JdbcClient jdbc;
  private static EnvironmentRepository environments;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    environments = new EnvironmentRepository(jdbc, JsonMapper.shared());
    for (TenantId tenant : List.of(ACME, OTHER)) {
      jdbc.sql("insert into tenants (id) values (:id)").param("id", tenant.value()).update();
    }
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void clear() {
    jdbc.sql("delete from environments").update();
  }

  private static final CloudAccess NO_ACCESS = new CloudAccess(null, null, null, null);

  private static ObjectNode object(String key, String value) {
    return JsonMapper.shared().createObjectNode().put(key, value);
  }

  /** A document as PostgreSQL prints it. */
  private static StoredJson document(String key, String value) {
    return new StoredJson("{\"%s\": \"%s\"}".formatted(key, value));
  }

  private static Environment insert(TenantId tenant, String name, String region) {
    return environments.insert(
        new EnvironmentRepository.NewEnvironment(
            EnvironmentId.random(RANDOM),
            tenant,
            name,
            "aws",
            region,
            "123456789012",
            NO_ACCESS,
            document("name", name),
            document("prefix", "beta9"),
            document("bucket", "state"),
            "ann"));
  }

  /** Inserts environments of which each is one minute newer than the one before. */
  private static Environment insertAt(int minute, TenantId tenant, String name, String region) {
    Environment environment = insert(tenant, name, region);
    jdbc.sql(
            """
            update environments
               set created_at = timestamptz '2026-03-01 10:00Z' + make_interval(mins => :minute)
             where id = :id
            """)
        .param("minute", minute)
        .param("id", environment.id().value())
        .update();
    return environments.find(tenant, environment.id()).orElseThrow();
  }

  private static void setStatus(Environment environment, EnvironmentStatus status) {
    jdbc.sql("update environments set status = :status where id = :id")
        .param("status", status.code())
        .param("id", environment.id().value())
        .update();
  }

  private static List<String> names(TenantId tenant, EnvironmentQuery query) {
    return environments.list(tenant, query).stream().map(ListedEnvironment::name).toList();
  }

  private static Environment reread(Environment environment) {
    return environments.find(environment.tenant(), environment.id()).orElseThrow();
  }

  @Test
  void stores_a_new_environment_as_queued() {
    Environment inserted = insert(ACME, "one", "us-east-1");
    assertThat(inserted.status()).isEqualTo(EnvironmentStatus.QUEUED);
    assertThat(inserted.tenant()).isEqualTo(ACME);
    assertThat(inserted.name()).isEqualTo("one");
    assertThat(inserted.region()).isEqualTo("us-east-1");
    assertThat(inserted.cloudProvider()).isEqualTo("aws");
    assertThat(inserted.accountId()).isEqualTo("123456789012");
    assertThat(inserted.metaConfig().toTree()).isEqualTo(object("name", "one"));
    assertThat(inserted.infraModel().toTree()).isEqualTo(object("prefix", "beta9"));
    assertThat(inserted.stateBackend().toTree()).isEqualTo(object("bucket", "state"));
    assertThat(inserted.outputs().toTree()).isEmpty();
    assertThat(inserted.createdBy()).isEqualTo("ann");
    assertThat(inserted.progress()).isEqualTo(Progress.NONE);
    assertThat(inserted.failure()).isNull();
    assertThat(inserted.provisionedAt()).isNull();
    assertThat(inserted.destroyedAt()).isNull();
    assertThat(reread(inserted)).isEqualTo(inserted);
    assertThat(environments.lock(ACME, inserted.id())).contains(inserted);
    assertThat(environments.tenantOf(inserted.id())).contains(ACME);
  }

  @Test
  void rejects_a_second_environment_of_the_same_name_until_the_first_is_destroyed() {
    Environment first = insert(ACME, "one", "us-east-1");
    assertThatThrownBy(() -> insert(ACME, "one", "eu-west-1"))
        .isInstanceOf(NameTakenException.class);
    insert(OTHER, "one", "us-east-1");
    setStatus(first, EnvironmentStatus.DESTROYED);
    insert(ACME, "one", "us-east-1");
  }

  @Test
  void counts_the_environments_of_the_tenant_that_are_not_destroyed() {
    insert(ACME, "one", "us-east-1");
    setStatus(insert(ACME, "two", "us-east-1"), EnvironmentStatus.FAILED);
    setStatus(insert(ACME, "three", "us-east-1"), EnvironmentStatus.DESTROYED);
    insert(OTHER, "four", "us-east-1");
    assertThat(environments.countNotDestroyed(ACME)).isEqualTo(2);
  }

  @Test
  void lists_only_the_environments_of_the_tenant_newest_first() {
    insertAt(1, ACME, "one", "us-east-1");
    insertAt(3, ACME, "three", "us-east-1");
    insertAt(2, OTHER, "two", "us-east-1");
    EnvironmentQuery all = new EnvironmentQuery(null, null, null, 10, null);
    assertThat(names(ACME, all)).containsExactly("three", "one");
    assertThat(names(OTHER, all)).containsExactly("two");
    assertThat(names(new TenantId("third"), all)).isEmpty();
  }

  @Test
  void lists_the_environments_of_all_tenants_for_operators() {
    insertAt(1, ACME, "one", "us-east-1");
    insertAt(2, OTHER, "two", "us-east-1");
    insertAt(3, OTHER, "three", "eu-west-1");

    assertThat(
            environments.listOfAllTenants(new EnvironmentQuery(null, "us-east-1", null, 10, null)))
        .extracting(ListedEnvironment::name)
        .containsExactly("two", "one");
  }

  private static List<String> found(
      TenantId tenant, EnvironmentStatus status, boolean withDestroyed, String region) {
    EnvironmentSearch search =
        new EnvironmentSearch(
            tenant, status, withDestroyed, region, null, EnvironmentSearch.SearchOrder.NAME, 10, 0);
    List<String> names =
        environments.search(search).stream().map(found -> found.environment().name()).toList();
    assertThat(environments.count(search)).isEqualTo(names.size());
    return names;
  }

  @Test
  void a_search_finds_only_the_environments_that_match_every_condition() {
    insert(ACME, "a", "us-east-1");
    setStatus(insert(ACME, "b", "eu-west-1"), EnvironmentStatus.READY);
    setStatus(insert(ACME, "c", "us-east-1"), EnvironmentStatus.DESTROYED);
    insert(OTHER, "d", "us-east-1");

    assertThat(found(null, null, true, null)).containsExactly("a", "b", "c", "d");
    assertThat(found(null, null, false, null)).containsExactly("a", "b", "d");
    assertThat(found(ACME, null, false, null)).containsExactly("a", "b");
    assertThat(found(ACME, EnvironmentStatus.DESTROYED, false, null)).containsExactly("c");
    assertThat(found(ACME, EnvironmentStatus.READY, true, null)).containsExactly("b");
    assertThat(found(ACME, null, false, "us-east-1")).containsExactly("a");
  }

  @Test
  void a_search_takes_wildcards_of_sql_for_characters() {
    insert(ACME, "a-b", "us-east-1");

    assertThat(
            environments.count(
                new EnvironmentSearch(
                    ACME, null, true, null, "A-", EnvironmentSearch.SearchOrder.NAME, 10, 0)))
        .isEqualTo(1);
    for (String wildcard : List.of("a%b", "a_b", "\\")) {
      assertThat(
              environments.count(
                  new EnvironmentSearch(
                      ACME, null, true, null, wildcard, EnvironmentSearch.SearchOrder.NAME, 10, 0)))
          .isZero();
    }
  }

  @Test
  void a_list_shows_when_an_environment_was_provisioned_and_destroyed() {
    Environment environment = insert(ACME, "one", "us-east-1");
    jdbc.sql("update environments set provisioned_at = timestamptz '2026-03-01 10:00Z'").update();

    ListedEnvironment listed =
        environments.list(ACME, new EnvironmentQuery(null, null, null, 10, null)).getFirst();

    assertThat(listed.provisionedAt()).isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(listed.destroyedAt()).isNull();
    assertThat(reread(environment).provisionedAt()).isEqualTo(listed.provisionedAt());
  }

  @Test
  void an_update_may_interrupt_what_was_accepted_until_an_operation_succeeds() {
    Environment environment = insert(ACME, "one", "us-east-1");
    assertThat(environments.acceptedConsequences(ACME, environment.id())).isEmpty();

    environments.acceptConsequences(ACME, environment.id(), List.of("nat", "node-groups"));
    assertThat(environments.acceptedConsequences(ACME, environment.id()))
        .containsExactlyInAnyOrder("nat", "node-groups");
    assertThat(environments.acceptedConsequences(OTHER, environment.id())).isEmpty();

    environments.clearFailure(ACME, environment.id());
    assertThat(environments.acceptedConsequences(ACME, environment.id())).isEmpty();
  }

  @Test
  void an_environment_is_confirmed_by_its_name_or_its_id() {
    Environment environment = insert(ACME, "one", "us-east-1");

    assertThat(environment.isNamed("one")).isTrue();
    assertThat(environment.isNamed(environment.id().value())).isTrue();
    assertThat(environment.isNamed("two")).isFalse();
    assertThat(environment.isNamed(null)).isFalse();
  }

  @Test
  void lists_only_the_environments_that_match_every_condition() {
    insertAt(1, ACME, "one", "us-east-1");
    insertAt(2, ACME, "two", "eu-west-1");
    setStatus(insertAt(3, ACME, "three", "us-east-1"), EnvironmentStatus.READY);
    insertAt(4, OTHER, "one", "us-east-1");
    assertThat(names(ACME, new EnvironmentQuery(EnvironmentStatus.QUEUED, null, null, 10, null)))
        .containsExactly("two", "one");
    assertThat(names(ACME, new EnvironmentQuery(null, "us-east-1", null, 10, null)))
        .containsExactly("three", "one");
    assertThat(names(ACME, new EnvironmentQuery(null, null, "one", 10, null)))
        .containsExactly("one");
    assertThat(
            names(
                ACME, new EnvironmentQuery(EnvironmentStatus.QUEUED, "us-east-1", null, 10, null)))
        .containsExactly("one");
    assertThat(names(ACME, new EnvironmentQuery(EnvironmentStatus.READY, null, "one", 10, null)))
        .isEmpty();
  }

  @Test
  void returns_one_environment_more_than_the_limit_so_that_a_next_page_is_detected() {
    for (int minute = 1; minute <= 4; minute++) {
      insertAt(minute, ACME, "n" + minute, "us-east-1");
    }
    assertThat(names(ACME, new EnvironmentQuery(null, null, null, 2, null)))
        .containsExactly("n4", "n3", "n2");
  }

  @Test
  void continues_after_the_cursor_also_between_environments_of_the_same_moment() {
    Environment a = insertAt(1, ACME, "a", "us-east-1");
    Environment b = insertAt(1, ACME, "b", "us-east-1");
    Environment c = insertAt(0, ACME, "c", "us-east-1");
    Environment larger = a.id().value().compareTo(b.id().value()) > 0 ? a : b;
    Environment smaller = larger == a ? b : a;
    EnvironmentCursor after = new EnvironmentCursor(larger.createdAt(), larger.id());
    assertThat(names(ACME, new EnvironmentQuery(null, null, null, 10, after)))
        .containsExactly(smaller.name(), c.name());
  }

  @Test
  void a_transition_changes_the_status_and_records_its_time_once() {
    Environment queued = insert(ACME, "one", "us-east-1");
    jdbc.sql("update environments set status_since = now() - interval '1 hour'").update();
    Environment waiting = reread(queued);

    assertThat(environments.transition(waiting, Transition.PROVISION))
        .isEqualTo(EnvironmentStatus.PROVISIONING);
    Environment provisioning = reread(queued);
    assertThat(provisioning.status()).isEqualTo(EnvironmentStatus.PROVISIONING);
    assertThat(provisioning.statusSince()).isAfter(waiting.statusSince());
    assertThat(provisioning.provisionedAt()).isNull();

    environments.transition(provisioning, Transition.PROVISION);
    assertThat(reread(queued).statusSince()).isEqualTo(provisioning.statusSince());

    environments.transition(provisioning, Transition.BECOME_READY);
    Environment ready = reread(queued);
    assertThat(ready.provisionedAt()).isNotNull();
    assertThat(ready.destroyedAt()).isNull();

    environments.transition(ready, Transition.DESTROY);
    environments.transition(reread(queued), Transition.FINISH_DESTROY);
    Environment destroyed = reread(queued);
    assertThat(destroyed.destroyedAt()).isNotNull();
    assertThat(destroyed.provisionedAt()).isEqualTo(ready.provisionedAt());
  }

  @Test
  void a_transition_from_a_status_that_has_changed_since_writes_nothing() {
    Environment queued = insert(ACME, "one", "us-east-1");
    setStatus(queued, EnvironmentStatus.READY);
    assertThatThrownBy(() -> environments.transition(queued, Transition.PROVISION))
        .isInstanceOf(StatusChangedException.class);
    assertThat(reread(queued).status()).isEqualTo(EnvironmentStatus.READY);
  }

  @Test
  void an_illegal_transition_writes_nothing() {
    Environment queued = insert(ACME, "one", "us-east-1");
    assertThatThrownBy(() -> environments.transition(queued, Transition.FINISH_DESTROY))
        .isInstanceOf(IllegalTransitionException.class);
    assertThat(reread(queued)).isEqualTo(queued);
  }

  @Test
  void stores_and_clears_the_failure_with_its_phase() {
    Environment environment = insert(ACME, "one", "us-east-1");
    Failure failure = Failure.of(FailureCode.NETWORK, "Creating the cluster");
    environments.setFailure(ACME, environment.id(), "op_1", "apply", failure);
    Environment failed = reread(environment);
    assertThat(failed.phase()).isEqualTo("apply");
    assertThat(failed.failure()).isEqualTo(failure);
    assertThat(failed.errorMessage()).isEqualTo(failure.message());

    environments.clearFailure(ACME, environment.id());
    Environment cleared = reread(environment);
    assertThat(cleared.phase()).isNull();
    assertThat(cleared.failure()).isNull();
    assertThat(cleared.errorMessage()).isNull();
  }

  @Test
  void progress_without_a_step_keeps_the_phase() {
    Environment environment = insert(ACME, "one", "us-east-1");
    Progress apply =
        new Progress(
            "apply",
            7,
            15,
            3,
            40,
            List.of(new Progress.ResourceInFlight("aws_vpc.this", "create", 4)));
    environments.setProgress(ACME, environment.id(), apply);
    assertThat(reread(environment).progress()).isEqualTo(apply);
    assertThat(reread(environment).phase()).isEqualTo("apply");
    environments.setProgress(ACME, environment.id(), Progress.NONE);
    assertThat(reread(environment).progress()).isEqualTo(Progress.NONE);
    assertThat(reread(environment).phase()).isEqualTo("apply");
  }

  @Test
  void merges_outputs_by_key() {
    Environment environment = insert(ACME, "one", "us-east-1");
    environments.mergeOutputs(ACME, environment.id(), object("a", "1").put("b", "1"));
    environments.mergeOutputs(ACME, environment.id(), object("b", "2").put("c", "2"));
    assertThat(reread(environment).outputs().toTree())
        .isEqualTo(object("a", "1").put("b", "2").put("c", "2"));
  }

  @Test
  void keeps_role_and_external_id_out_of_the_meta_config_and_returns_them_as_access() {
    Environment environment = insertWithAccess();

    assertThat(environment.metaConfig().toTree()).isEqualTo(cloud("us-east-1"));
    assertThat(environment.target())
        .isEqualTo(
            new CloudTarget("aws", "us-east-1", "123456789012", "arn:aws:iam::1:role/R", "x-1"));
    assertThat(environments.find(ACME, environment.id())).contains(environment);
    assertThat(environments.lock(ACME, environment.id())).contains(environment);
    assertThat(stored(environment)).contains("\"external_id\": \"x-1\"");
  }

  @Test
  void an_update_of_the_meta_config_keeps_the_role_and_the_external_id() {
    Environment environment = insertWithAccess();

    environments.updateModel(ACME, environment.id(), cloud("eu-west-1"), object("a", "1"));

    Environment updated = environments.find(ACME, environment.id()).orElseThrow();
    assertThat(updated.metaConfig().toTree()).isEqualTo(cloud("eu-west-1"));
    assertThat(updated.access()).isEqualTo(environment.access());
    assertThat(stored(environment)).contains("\"external_id\": \"x-1\"");
  }

  @Test
  void an_environment_without_a_role_names_the_account_to_register() {
    Environment environment = insert(ACME, "removed", "us-east-1");

    Failure failure = catchThrowableOfType(FailureException.class, environment::target).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.ACCOUNT_NOT_REGISTERED);
    assertThat(failure.parameter(FailureParameter.ACCOUNT)).contains("123456789012");
  }

  private static ObjectNode cloud(String region) {
    ObjectNode config = object("name", "demo");
    config.putObject("cloud").put("region", region);
    return config;
  }

  private static Environment insertWithAccess() {
    return environments.insert(
        new EnvironmentRepository.NewEnvironment(
            EnvironmentId.random(RANDOM),
            ACME,
            "access",
            "aws",
            "us-east-1",
            "123456789012",
            new CloudAccess(null, null, "arn:aws:iam::1:role/R", new ExternalId("x-1")),
            new StoredJson("{\"name\": \"demo\", \"cloud\": {\"region\": \"us-east-1\"}}"),
            document("prefix", "beta9"),
            document("bucket", "state"),
            "ann"));
  }

  private static String stored(Environment environment) {
    return jdbc.sql("select meta_config::text from environments where id = :id")
        .param("id", environment.id().value())
        .query(String.class)
        .single();
  }

  @Test
  void replaces_the_meta_config_and_the_infra_model() {
    Environment environment = insert(ACME, "one", "us-east-1");
    environments.updateModel(
        ACME, environment.id(), object("name", "new"), object("prefix", "new"));
    assertThat(reread(environment).metaConfig().toTree()).isEqualTo(object("name", "new"));
    assertThat(reread(environment).infraModel().toTree()).isEqualTo(object("prefix", "new"));
  }

  @Test
  void rejects_a_write_to_an_environment_of_another_tenant() {
    Environment environment = insert(ACME, "one", "us-east-1");
    EnvironmentId id = environment.id();
    for (Runnable write :
        List.<Runnable>of(
            () ->
                environments.setFailure(
                    OTHER, id, "op_1", "apply", Failure.of(FailureCode.NETWORK, "Planning")),
            () -> environments.setProgress(OTHER, id, Progress.NONE),
            () -> environments.clearFailure(OTHER, id),
            () -> environments.archiveFailure(OTHER, id),
            () -> environments.restoreFailure(OTHER, id),
            () -> environments.acceptConsequences(OTHER, id, List.of("node-groups")),
            () -> environments.mergeOutputs(OTHER, id, object("a", "1")),
            () -> environments.updateModel(OTHER, id, object("a", "1"), object("a", "1")))) {
      assertThatThrownBy(write::run).isInstanceOf(IllegalStateException.class);
    }
    assertThat(reread(environment)).isEqualTo(environment);
    assertThat(environments.find(OTHER, id)).isEmpty();
    assertThat(environments.lock(OTHER, id)).isEmpty();
  }

  @Test
  void a_busy_environment_is_stuck_only_after_the_limit() {
    Duration limit = Duration.ofHours(2);
    StuckPolicy policy = new StuckPolicy(limit);
    Environment busy = insert(ACME, "one", "us-east-1");
    Instant at = busy.statusSince().plus(limit);
    assertThat(policy.since(busy, at.minusNanos(1))).isEmpty();
    assertThat(policy.since(busy, at)).isEmpty();
    assertThat(policy.since(busy, at.plusNanos(1))).contains(at);
    setStatus(busy, EnvironmentStatus.READY);
    assertThat(policy.since(reread(busy), at.plusSeconds(1))).isEmpty();
  }
}
