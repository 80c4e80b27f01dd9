package io.beta9.provisioning.api.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code env restore-access}: the access entry of the service's role, in a cluster without it. */
@Timeout(180)
class ClusterAccessTest {
  private static final String ADMINISTRATOR =
      "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

  @TempDir private static Path folder;
  private static AdviceStage stage;

  @BeforeAll
  static void start() {
    stage = new AdviceStage(folder);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static AdviceStage.Executed execute(
      AdviceStage.Subject subject, Role role, String options) {
    return subject.execute("./provisioner env restore-access " + subject.id() + options, role);
  }

  private static String state(AdviceStage.Subject subject, Role role, String options) {
    AdviceStage.Executed end = execute(subject, role, options + " -o json");
    assertThat(end.exitCode()).as(end.err()).isEqualTo(ExitCode.DONE);
    JsonNode result = JsonMapper.shared().readTree(end.out());
    assertThat(result.get("role").asString()).isEqualTo(subject.role());
    return result.get("state").asString();
  }

  private static List<String> administrators(AdviceStage.Subject subject) {
    return subject
        .owner()
        .eks()
        .listAccessEntries(r -> r.clusterName(subject.cluster()).associatedPolicyArn(ADMINISTRATOR))
        .accessEntries();
  }

  @Test
  void creates_the_missing_entry_once_and_names_who_requested_it() {
    AdviceStage.Subject subject = stage.in(AdvisedSituation.CLUSTER_DENIES_ACCESS);

    assertThat(state(subject, Role.MEMBER, " --dry-run")).isEqualTo("entry-missing");
    assertThat(administrators(subject)).doesNotContain(subject.role());

    assertThat(state(subject, Role.MEMBER, " --reason TEXT")).isEqualTo("entry-created");
    assertThat(administrators(subject)).contains(subject.role());
    AccessEntry entry =
        subject
            .owner()
            .eks()
            .describeAccessEntry(r -> r.clusterName(subject.cluster()).principalArn(subject.role()))
            .accessEntry();
    assertThat(entry.tags()).containsEntry("beta9:environment-id", subject.id());
    assertThat(subject.execute("./provisioner env events " + subject.id(), Role.VIEWER).out())
        .contains("gave " + subject.role() + " access to the cluster " + subject.cluster());
    assertThat(
            stage
                .jdbc()
                .sql(
                    "select outcome from audit where action = 'env.restore-access'"
                        + " and environment_id = :id order by id")
                .param("id", subject.id())
                .query(String.class)
                .list())
        .containsExactly("started", "done");

    assertThat(state(subject, Role.OPERATOR, "")).isEqualTo("present");
    assertThat(execute(subject, Role.MEMBER, " --dry-run").out())
        .contains("has an access entry", "Nothing was changed.");
  }

  @Test
  void associates_the_policy_of_the_whole_cluster_with_an_entry_that_lacks_it() {
    AdviceStage.Subject subject = stage.in(AdvisedSituation.CLUSTER_DENIES_ACCESS);
    subject
        .owner()
        .eks()
        .createAccessEntry(r -> r.clusterName(subject.cluster()).principalArn(subject.role()));
    subject
        .owner()
        .eks()
        .associateAccessPolicy(
            r ->
                r.clusterName(subject.cluster())
                    .principalArn(subject.role())
                    .policyArn(ADMINISTRATOR)
                    .accessScope(s -> s.type(AccessScopeType.NAMESPACE).namespaces("default")));

    assertThat(state(subject, Role.MEMBER, " --dry-run")).isEqualTo("policy-missing");
    assertThat(state(subject, Role.MEMBER, "")).isEqualTo("policy-associated");
    assertThat(state(subject, Role.MEMBER, "")).isEqualTo("present");
  }

  @Test
  void replaces_an_entry_that_existed_when_the_cluster_rejected_the_role() {
    AdviceStage.Subject subject = stage.in(AdvisedSituation.CLUSTER_DENIES_ACCESS);
    assertThat(state(subject, Role.MEMBER, "")).isEqualTo("entry-created");
    String outdated = entryArn(subject);
    assertThat(state(subject, Role.MEMBER, " --dry-run")).isEqualTo("present");

    // The role was deleted and created again, and the next attempt failed.
    subject.fail(Failure.of(FailureCode.CLUSTER_ACCESS_DENIED).about(subject.cluster()));

    assertThat(state(subject, Role.MEMBER, " --dry-run")).isEqualTo("entry-outdated");
    assertThat(execute(subject, Role.MEMBER, " --dry-run").out())
        .contains("the role was probably created again", "Nothing was changed.");
    assertThat(entryArn(subject)).isEqualTo(outdated);
    assertThat(state(subject, Role.MEMBER, "")).isEqualTo("entry-replaced");
    assertThat(entryArn(subject)).isNotEqualTo(outdated);
    assertThat(administrators(subject)).contains(subject.role());
    assertThat(state(subject, Role.MEMBER, "")).isEqualTo("present");
  }

  @Test
  void keeps_the_entry_of_a_role_after_another_failure() {
    AdviceStage.Subject subject = stage.in(AdvisedSituation.CLUSTER_DENIES_ACCESS);
    assertThat(state(subject, Role.MEMBER, "")).isEqualTo("entry-created");
    subject.fail(Failure.of(FailureCode.CLUSTER_UNREACHABLE).about(subject.cluster()));

    assertThat(state(subject, Role.MEMBER, "")).isEqualTo("present");
  }

  private static String entryArn(AdviceStage.Subject subject) {
    return subject
        .owner()
        .eks()
        .describeAccessEntry(r -> r.clusterName(subject.cluster()).principalArn(subject.role()))
        .accessEntry()
        .accessEntryArn();
  }

  @Test
  void requires_a_cluster_and_more_than_the_right_to_read() {
    AdviceStage.Subject without = stage.in(AdvisedSituation.PROVISION_FAILED);
    AdviceStage.Executed refused = execute(without, Role.MEMBER, "");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err())
        .contains("Creating an access entry for " + without.name() + " failed", "env get");

    AdviceStage.Subject subject = stage.in(AdvisedSituation.CLUSTER_DENIES_ACCESS);
    assertThat(execute(subject, Role.VIEWER, "").exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(administrators(subject)).doesNotContain(subject.role());
  }
}
