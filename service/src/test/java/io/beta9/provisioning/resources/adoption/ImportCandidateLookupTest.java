package io.beta9.provisioning.resources.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.resources.adoption.ImportCandidate.Reason;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.resources.lookup.ResourceLookup;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.run.JournalIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class ImportCandidateLookupTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final LookupResult FOUND = new LookupResult.Found("x", "x");

  private final FakeAccount account = new FakeAccount();
  private final Time clock = new Time();
  private final RecordedLines log = new RecordedLines();
  private final LookupHints hints =
      new LookupHints(new EnvironmentId("env_0123456789ab"), new JournalIds(), Map.of());
  private final ImportCandidateLookup lookup =
      new ImportCandidateLookup(
          account,
          "aws_db_instance"::equals,
          hints,
          clock,
          () -> clock.now = clock.now.plusSeconds(60),
          log,
          2);

  @Test
  void waits_for_a_resource_being_created_and_logs_each_status_once() throws Exception {
    ImportCandidate database = candidate("aws_db_instance.this", Reason.NOT_IN_STATE);
    account.returns(
        database,
        new LookupResult.InTransition("creating"),
        new LookupResult.InTransition("creating"),
        new LookupResult.InTransition("backing-up"),
        FOUND);

    assertThat(lookup.resolve(List.of(database), TIMEOUT, true)).containsEntry(database, FOUND);

    assertThat(log.lines)
        .containsExactly(
            "waiting for aws_db_instance.this (creating)",
            "waiting for aws_db_instance.this (backing-up)");
  }

  @Test
  void repeats_the_search_for_what_a_lagging_read_does_not_show() throws Exception {
    ImportCandidate vpc = candidate("aws_vpc.this", Reason.NOT_IN_STATE);
    ImportCandidate role = candidate("aws_iam_role.nodes", Reason.NOT_IN_STATE);
    ImportCandidate address = candidate("aws_eip.nat", Reason.NOT_IN_STATE);
    account.returns(vpc, new LookupResult.Absent(), new LookupResult.Absent(), FOUND);
    account.returns(role, new LookupResult.Absent());
    account.returns(address, new LookupResult.Ambiguous(List.of("a", "b")), FOUND);

    assertThat(lookup.resolve(List.of(vpc, role, address), TIMEOUT, true))
        .containsEntry(vpc, FOUND)
        .containsEntry(role, new LookupResult.Absent())
        .containsEntry(address, FOUND);
  }

  @Test
  void fails_after_the_timeout_and_names_the_resource() {
    ImportCandidate database = candidate("aws_db_instance.this", Reason.NOT_IN_STATE);
    account.returns(database, new LookupResult.InTransition("creating"));

    assertThatThrownBy(() -> lookup.resolve(List.of(database), TIMEOUT, true))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.ADOPTION_TIMEOUT);
              assertThat(e.failure().parameter(FailureParameter.RESOURCES).orElseThrow())
                  .contains("aws_db_instance.this", "creating");
            });
    assertThat(Duration.between(Instant.EPOCH, clock.now)).isLessThan(TIMEOUT.plusMinutes(3));
  }

  @Test
  void deletes_a_resource_that_aws_failed_to_create_and_waits_for_its_deletion() throws Exception {
    List<String> removed = new ArrayList<>();
    ImportCandidate nodes = candidate("aws_eks_node_group.this[\"cpu\"]", Reason.NOT_IN_STATE);
    account.returns(
        nodes,
        new LookupResult.CreationFailed(
            "c:cpu", "CREATE_FAILED", Optional.of(() -> removed.add("c:cpu"))),
        new LookupResult.InTransition("DELETING"),
        new LookupResult.Absent());

    assertThat(lookup.resolve(List.of(nodes), TIMEOUT, true))
        .containsEntry(nodes, new LookupResult.Absent());
    assertThat(removed).containsExactly("c:cpu");
  }

  @Test
  void deletes_a_database_that_aws_failed_to_create_although_terraform_manages_it()
      throws Exception {
    List<String> removed = new ArrayList<>();
    ImportCandidate database = candidate("aws_db_instance.this", Reason.TAINTED);
    account.returns(
        database,
        new LookupResult.CreationFailed("x", "failed", Optional.of(() -> removed.add("x"))),
        new LookupResult.Absent());

    assertThat(lookup.resolve(List.of(database), TIMEOUT, true))
        .containsEntry(database, new LookupResult.Absent());
    assertThat(removed).containsExactly("x");
    assertThat(log.removed).containsExactly("aws_db_instance x");
    assertThat(lookup.hasWaited()).as("an earlier plan is outdated").isTrue();
  }

  @Test
  void does_not_delete_a_failed_resource_that_terraform_manages_or_will_destroy() throws Exception {
    List<String> removed = new ArrayList<>();
    ImportCandidate known = candidate("aws_eks_node_group.this[\"cpu\"]", Reason.TAINTED);
    ImportCandidate unknown = candidate("aws_eks_node_group.this[\"gpu\"]", Reason.NOT_IN_STATE);
    LookupResult broken =
        new LookupResult.CreationFailed(
            "c:x", "CREATE_FAILED", Optional.of(() -> removed.add("c:x")));
    account.returns(known, broken);
    account.returns(unknown, broken);

    lookup.resolve(List.of(known), TIMEOUT, true);
    lookup.resolve(List.of(unknown), TIMEOUT, false);

    assertThat(removed).isEmpty();
  }

  @Test
  void finds_before_a_plan_the_tainted_resources_that_no_plan_may_replace() {
    StateResources state =
        new StateResources(
            1,
            "",
            List.of(
                managed("aws_elasticache_replication_group.this", true),
                managed("aws_db_instance.this", true),
                managed("aws_eks_cluster.this", true),
                managed("aws_eks_node_group.this[\"cpu\"]", true),
                managed("aws_s3_bucket.this", true)));

    assertThat(
            ImportCandidateLookup.incomplete(
                state, ResourceCatalog.AWS, new EnvironmentId("env_0123456789ab")))
        .extracting(candidate -> candidate.resource().values(), ImportCandidate::reason)
        .containsExactly(
            Tuple.tuple(Map.of("replication_group_id", "beta9-0123456789ab"), Reason.TAINTED),
            Tuple.tuple(Map.of("identifier", "beta9-0123456789ab"), Reason.TAINTED),
            Tuple.tuple(Map.of("name", "beta9-0123456789ab"), Reason.TAINTED));
    assertThat(
            ImportCandidateLookup.incomplete(
                new StateResources(1, "", List.of(managed("aws_db_instance.this", false))),
                ResourceCatalog.AWS,
                new EnvironmentId("env_0123456789ab")))
        .isEmpty();
  }

  private static StateResources.ManagedResource managed(String address, boolean tainted) {
    return new StateResources.ManagedResource(
        address, address.substring(0, address.indexOf('.')), "id", tainted);
  }

  @Test
  void looks_up_missing_tainted_and_slow_resources_in_the_order_of_dependencies() {
    StateResources state =
        new StateResources(
            1,
            "",
            List.of(
                new StateResources.ManagedResource(
                    "aws_db_instance.this", "aws_db_instance", "db", false),
                new StateResources.ManagedResource("aws_subnet.a", "aws_subnet", "s", true)));

    List<ImportCandidate> candidates =
        ImportCandidateLookup.candidates(
            List.of(
                resource("aws_db_instance.this", Action.NOOP),
                resource("aws_subnet.a", Action.REPLACE),
                resource("aws_iam_role.x", Action.NOOP),
                resource("aws_vpc.this", Action.CREATE)),
            state,
            ResourceCatalog.AWS);

    assertThat(candidates)
        .extracting(ImportCandidate::address, ImportCandidate::reason)
        .containsExactly(
            Tuple.tuple("aws_vpc.this", Reason.NOT_IN_STATE),
            Tuple.tuple("aws_subnet.a", Reason.TAINTED),
            Tuple.tuple("aws_db_instance.this", Reason.SLOW));
  }

  private static ImportCandidate candidate(String address, Reason why) {
    return new ImportCandidate(resource(address, Action.CREATE), why);
  }

  private static PlannedResource resource(String address, Action action) {
    return new PlannedResource(
        address,
        address.substring(0, address.indexOf('.')),
        action,
        null,
        false,
        Set.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  private static final class RecordedLines implements AdoptionContext.Log {
    private final List<String> lines = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();

    @Override
    public void line(String text) {
      lines.add(text);
    }

    @Override
    public void failedCreationRemoved(String type, String id) {
      removed.add(type + " " + id);
    }

    @Override
    public void recovered(int inState, int adopted, int untainted) {
      throw new UnsupportedOperationException();
    }
  }

  /** A clock that the pause advances. */
  private static final class Time extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Returns the given results one after the other, then the last one repeatedly. */
  private static final class FakeAccount implements ResourceLookup {
    private final Map<String, List<LookupResult>> resultsByAddress = new HashMap<>();

    void returns(ImportCandidate candidate, LookupResult... results) {
      resultsByAddress.put(candidate.address(), new ArrayList<>(List.of(results)));
    }

    @Override
    public LookupResult find(PlannedResource resource, LookupHints hints) {
      List<LookupResult> remaining = resultsByAddress.get(resource.address());
      return remaining.size() > 1 ? remaining.removeFirst() : remaining.getFirst();
    }
  }
}
