package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.ClusterFault.Injection;
import io.beta9.provisioning.bootstrap.ClusterStage.Course;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FaultsDocument;
import io.beta9.provisioning.failure.ResponsibleParty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Injects faults into the calls that the steps make inside a cluster, with the real Helm and
 * charts, and compares its part of {@code docs/faults.md} with what happened.
 */
class FaultAtEveryClusterCallTest {
  /** Selects another call for each fault. */
  private static final int STRIDE = 7;

  /** Each names what was rejected, by whom, and what to do. */
  private static final Set<FailureCode> REJECTIONS =
      EnumSet.of(
          FailureCode.CLUSTER_ACCESS_DENIED,
          FailureCode.CLUSTER_REQUEST_REJECTED,
          FailureCode.HELM_UNAUTHORIZED,
          FailureCode.HELM_FORBIDDEN,
          FailureCode.HELM_REJECTED,
          FailureCode.WEBHOOK_UNAVAILABLE,
          FailureCode.GATEWAY_REQUEST_REJECTED,
          FailureCode.BETA9_ALREADY_CLAIMED,
          FailureCode.STORAGE_REJECTED,
          FailureCode.SANDBOX_REJECTED);

  @TempDir private static Path folder;
  private static ClusterStage stage;

  @BeforeAll
  static void start() {
    stage = new ClusterStage(folder);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void every_fault_in_a_cluster_passes_or_names_who_has_to_act_and_leads_to_the_goal() {
    List<Injection> some = new ArrayList<>();
    for (ClusterFault fault : ClusterFault.values()) {
      List<Injection> all =
          FaultAtEveryClusterCall.all(stage).stream()
              .filter(injection -> injection.fault() == fault)
              .toList();
      some.add(all.get((STRIDE * (fault.ordinal() + 1)) % all.size()));
    }

    List<Course> courses = FaultAtEveryClusterCall.courses(stage, some);

    assertThat(courses).allSatisfy(FaultAtEveryClusterCallTest::assertGoodEnd);
    assertThat(courses)
        .allSatisfy(
            course ->
                assertThat(ClusterFaultTable.documents(course))
                    .as("docs/faults.md: %s", course)
                    .isTrue());
  }

  @Test
  @Tag("slow")
  @Timeout(3600)
  void the_document_lists_what_every_fault_of_every_kind_of_call_leads_to() {
    List<Course> courses =
        FaultAtEveryClusterCall.courses(stage, FaultAtEveryClusterCall.all(stage));

    FaultsDocument.CLUSTER.assertIs(ClusterFaultTable.text(courses));
    assertThat(courses).allSatisfy(FaultAtEveryClusterCallTest::assertGoodEnd);
  }

  /**
   * A fault that passes needs no action. What is permanent ends before the step's deadline, and
   * says who rejected what.
   */
  private static void assertGoodEnd(Course course) {
    String what = course.toString();
    assertThat(course.problem()).as(what).isEmpty();
    assertThat(course.waited()).as(what).isFalse();
    if (course.injection().fault().passes()) {
      assertThat(course.command()).as(what).isEmpty();
    } else if (course.failure() != null) {
      assertThat(course.failure().code()).as(what).isIn(REJECTIONS);
      assertThat(course.command()).as(what).isNotEmpty();
      assertThat(course.failure().responsible()).as(what).isNotEqualTo(ResponsibleParty.NONE);
      assertThat(course.failure().kind()).as(what).isNotEqualTo(FailureClass.INTERNAL);
    }
  }
}
