package io.beta9.provisioning.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDescriptor;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.PlannedChange;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of planned change, by type of resource and by what is known about it. */
class PlanGuardMatrixTest {
  private static final String REPLACEABLE = "aws_replaceable";
  private static final String IRREPLACEABLE = "aws_irreplaceable";

  private static final ResourceRules RULES =
      new ResourceRules() {
        @Override
        public Optional<Consequence> interruptionByRemoval(String type) {
          return Optional.empty();
        }

        @Override
        public Optional<Consequence> interruptionByChange(String type, Set<String> attributes) {
          return Optional.empty();
        }

        @Override
        public Optional<IrreplaceableContent> irreplaceableContent(String type) {
          return type.equals(IRREPLACEABLE)
              ? Optional.of(IrreplaceableContent.DATABASE)
              : Optional.empty();
        }

        @Override
        public Set<String> harmlessAfterImport(String type) {
          return type.equals(REPLACEABLE) ? Set.of("harmless") : Set.of();
        }
      };

  private static final PlanGuard GUARD = new PlanGuard(RULES);
  private static final String TAINTED = "replace_because_tainted";

  private enum Origin {
    IN_STATE,
    IMPORTED
  }

  private static PlannedResource resource(
      String type, Action action, Origin origin, String reason, String... changed) {
    return new PlannedResource(
        type + ".this",
        type,
        action,
        reason,
        origin == Origin.IMPORTED,
        Set.of(changed),
        Map.of(),
        Map.of(),
        Map.of());
  }

  private static Optional<FailureCode> recovery(
      PlannedResource resource, Set<String> creatable, boolean changeRequested) {
    return GUARD.checkRecovery(List.of(resource), creatable, changeRequested).map(Failure::code);
  }

  private static Optional<FailureCode> importOnly(PlannedResource resource, Set<String> creatable) {
    return GUARD.checkImportOnly(List.of(resource), creatable).map(Failure::code);
  }

  /** Type, origin, reason and whether a change was requested, in all combinations. */
  static Stream<Arguments> situations() {
    List<Arguments> situations = new ArrayList<>();
    for (String type : List.of(REPLACEABLE, IRREPLACEABLE)) {
      for (Origin origin : Origin.values()) {
        for (String reason :
            Arrays.asList(null, TAINTED, "tainted", "replace_because_cannot_update")) {
          for (boolean requested : new boolean[] {false, true}) {
            situations.add(Arguments.of(type, origin, reason, requested));
          }
        }
      }
    }
    return situations.stream();
  }

  @ParameterizedTest(name = "{0}, {1}, reason {2}, change requested {3}")
  @MethodSource("situations")
  void a_recovery_deletes_only_replaceable_resources_of_the_state_on_request_or_if_tainted(
      String type, Origin origin, String reason, boolean requested) {
    boolean tainted = TAINTED.equals(reason) || "tainted".equals(reason);
    boolean accepted =
        type.equals(REPLACEABLE) && origin == Origin.IN_STATE && (requested || tainted);
    for (Action action : List.of(Action.DELETE, Action.REPLACE)) {
      assertThat(recovery(resource(type, action, origin, reason), Set.of(), requested))
          .as(action.name())
          .isEqualTo(accepted ? Optional.empty() : Optional.of(FailureCode.PLAN_WOULD_DESTROY));
    }
  }

  @ParameterizedTest(name = "{0}, {1}, reason {2}, change requested {3}")
  @MethodSource("situations")
  void a_recovery_creates_only_what_is_known_not_to_exist(
      String type, Origin origin, String reason, boolean requested) {
    PlannedResource created = resource(type, Action.CREATE, origin, reason);
    assertThat(recovery(created, Set.of(), requested)).contains(FailureCode.PLAN_WOULD_DUPLICATE);
    assertThat(recovery(created, Set.of("aws_other.this"), requested))
        .contains(FailureCode.PLAN_WOULD_DUPLICATE);
    assertThat(recovery(created, Set.of(created.address()), requested)).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}, reason {2}, change requested {3}")
  @MethodSource("situations")
  void a_recovery_changes_a_resource_of_the_state_but_an_imported_one_only_on_request(
      String type, Origin origin, String reason, boolean requested) {
    assertThat(recovery(resource(type, Action.UPDATE, origin, reason, "size"), Set.of(), requested))
        .isEqualTo(
            origin == Origin.IN_STATE || requested
                ? Optional.empty()
                : Optional.of(FailureCode.PLAN_WOULD_CHANGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"identifier", "name", "bucket", "replication_group_id", "arn", "id"})
  void a_recovery_never_changes_the_identity_of_an_imported_resource(String identity) {
    for (boolean requested : new boolean[] {false, true}) {
      assertThat(
              recovery(
                  resource(REPLACEABLE, Action.UPDATE, Origin.IMPORTED, null, identity),
                  Set.of(),
                  requested))
          .contains(FailureCode.PLAN_WOULD_CHANGE);
      assertThat(
              recovery(
                  resource(REPLACEABLE, Action.UPDATE, Origin.IN_STATE, null, identity),
                  Set.of(),
                  requested))
          .isEmpty();
    }
  }

  @Test
  void a_harmless_difference_of_an_imported_resource_is_accepted_for_its_type_only() {
    assertThat(
            recovery(
                resource(REPLACEABLE, Action.UPDATE, Origin.IMPORTED, null, "harmless"),
                Set.of(),
                false))
        .isEmpty();
    assertThat(
            recovery(
                resource(REPLACEABLE, Action.UPDATE, Origin.IMPORTED, null, "harmless", "size"),
                Set.of(),
                false))
        .contains(FailureCode.PLAN_WOULD_CHANGE);
    assertThat(
            recovery(
                resource(IRREPLACEABLE, Action.UPDATE, Origin.IMPORTED, null, "harmless"),
                Set.of(),
                false))
        .contains(FailureCode.PLAN_WOULD_CHANGE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"READ", "NOOP", "MOVE", "IMPORT", "FORGET", "OTHER"})
  void actions_without_an_effect_on_the_account_are_accepted(Action action) {
    for (Origin origin : Origin.values()) {
      PlannedResource resource = resource(IRREPLACEABLE, action, origin, null, "id");
      assertThat(recovery(resource, Set.of(), false)).isEmpty();
      assertThat(importOnly(resource, Set.of())).isEmpty();
      assertThat(apply(IRREPLACEABLE, action, Set.of())).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}, {1}, reason {2}")
  @MethodSource("situations")
  void an_import_only_plan_deletes_replaces_and_creates_nothing_that_has_an_effect(
      String type, Origin origin, String reason, boolean ignored) {
    boolean replaceableAndTainted =
        type.equals(REPLACEABLE)
            && origin == Origin.IN_STATE
            && (TAINTED.equals(reason) || "tainted".equals(reason));
    for (Action action : List.of(Action.DELETE, Action.REPLACE)) {
      assertThat(importOnly(resource(type, action, origin, reason), Set.of(type + ".this")))
          .as(action.name())
          .isEqualTo(
              replaceableAndTainted
                  ? Optional.empty()
                  : Optional.of(FailureCode.PLAN_WOULD_DESTROY));
    }
    PlannedResource created = resource(type, Action.CREATE, origin, reason);
    assertThat(importOnly(created, Set.of())).contains(FailureCode.PLAN_WOULD_DUPLICATE);
    assertThat(importOnly(created, Set.of(created.address()))).isEmpty();
    assertThat(importOnly(resource(type, Action.UPDATE, origin, reason, "id"), Set.of())).isEmpty();
  }

  private static Optional<FailureCode> apply(
      String type, Action action, Set<String> allowedToLose) {
    return GUARD
        .checkApply(new PlanSummary(0, 0, 0, 0, List.of(change(type, action))), allowedToLose)
        .map(Failure::code);
  }

  private static PlannedChange change(String type, Action action) {
    return new PlannedChange(
        Instant.EPOCH, "", new ResourceRef(type + ".this", type), action, null, false);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void an_ordinary_apply_loses_an_irreplaceable_resource_only_if_its_removal_was_requested(
      Action action) {
    boolean loses = action == Action.DELETE || action == Action.REPLACE;
    assertThat(apply(IRREPLACEABLE, action, Set.of()))
        .isEqualTo(loses ? Optional.of(FailureCode.PLAN_WOULD_DESTROY) : Optional.empty());
    assertThat(apply(IRREPLACEABLE, action, Set.of("aws_other.this")))
        .isEqualTo(loses ? Optional.of(FailureCode.PLAN_WOULD_DESTROY) : Optional.empty());
    assertThat(apply(IRREPLACEABLE, action, Set.of(IRREPLACEABLE + ".this"))).isEmpty();
    assertThat(apply(REPLACEABLE, action, Set.of())).isEmpty();
  }

  @Test
  void one_rejected_change_among_accepted_ones_rejects_the_plan() {
    assertThat(
            GUARD
                .checkApply(
                    new PlanSummary(
                        0,
                        0,
                        0,
                        0,
                        List.of(
                            change(REPLACEABLE, Action.DELETE),
                            change(IRREPLACEABLE, Action.UPDATE),
                            change(IRREPLACEABLE, Action.DELETE))),
                    Set.of())
                .map(Failure::code))
        .contains(FailureCode.PLAN_WOULD_DESTROY);
    List<PlannedResource> plan =
        List.of(
            resource(REPLACEABLE, Action.NOOP, Origin.IN_STATE, null),
            resource(REPLACEABLE, Action.CREATE, Origin.IN_STATE, null));
    assertThat(GUARD.checkRecovery(plan, Set.of(), false).map(Failure::code))
        .contains(FailureCode.PLAN_WOULD_DUPLICATE);
    assertThat(GUARD.checkImportOnly(plan, Set.of()).map(Failure::code))
        .contains(FailureCode.PLAN_WOULD_DUPLICATE);
    assertThat(GUARD.checkRecovery(List.of(), Set.of(), false)).isEmpty();
  }

  @Test
  void every_action_is_tested() {
    assertThat(EnumSet.allOf(Action.class))
        .containsExactlyInAnyOrder(
            Action.CREATE,
            Action.READ,
            Action.UPDATE,
            Action.REPLACE,
            Action.DELETE,
            Action.NOOP,
            Action.MOVE,
            Action.IMPORT,
            Action.FORGET,
            Action.OTHER);
  }

  @Test
  void databases_buckets_clusters_and_keys_are_irreplaceable() {
    assertThat(
            ResourceCatalog.AWS.descriptors().stream()
                .map(ResourceDescriptor::type)
                .filter(type -> ResourceCatalog.AWS.irreplaceableContent(type).isPresent()))
        .containsExactlyInAnyOrder(
            "aws_ecr_repository",
            "aws_db_instance",
            "aws_eks_cluster",
            "aws_elasticache_replication_group",
            "aws_kms_key",
            "aws_s3_bucket");
  }
}
