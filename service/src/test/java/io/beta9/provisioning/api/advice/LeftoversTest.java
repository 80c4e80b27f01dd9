package io.beta9.provisioning.api.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.aws.session.AwsSession;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Vpc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code env leftovers}: only what is of the environment, unused and in no state is removed. */
@Timeout(180)
class LeftoversTest {
  private static final String VPC_IN_STATE =
      """
      {"mode": "managed", "type": "aws_vpc", "name": "this", "provider": "p",
       "instances": [{"schema_version": 1, "attributes": {"id": "%s"}}]}
      """;

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

  private static String vpc(AwsSession owner, String environment) {
    return owner
        .ec2()
        .createVpc(
            r ->
                r.cidrBlock("10.9.0.0/16")
                    .tagSpecifications(
                        s ->
                            s.resourceType(ResourceType.VPC)
                                .tags(
                                    t -> t.key("beta9:environment-id").value(environment),
                                    t -> t.key("beta9:managed-by").value("beta9-provisioning"))))
        .vpc()
        .vpcId();
  }

  private static AdviceStage.Executed leftovers(
      AdviceStage.Subject subject, Role role, String options) {
    return subject.execute("./provisioner env leftovers " + subject.id() + options, role);
  }

  private static JsonNode json(AdviceStage.Executed end) {
    assertThat(end.exitCode()).as(end.err()).isEqualTo(ExitCode.DONE);
    return JsonMapper.shared().readTree(end.out());
  }

  @Test
  void removes_the_unused_duplicate_and_nothing_else() {
    AdviceStage.Subject subject = stage.in(AdvisedSituation.READY);
    AwsSession owner = subject.owner();
    String inState = vpc(owner, subject.id());
    String unused = vpc(owner, subject.id());
    String used = vpc(owner, subject.id());
    owner.ec2().createSubnet(r -> r.vpcId(used).cidrBlock("10.9.0.0/24"));
    String foreign = vpc(owner, "env_000000000000");
    subject.state(3, VPC_IN_STATE.formatted(inState));

    assertThat(json(leftovers(subject, Role.VIEWER, " -o json")).get("leftovers"))
        .extracting(one -> one.get("id").asString())
        .containsExactlyInAnyOrder(unused, used);
    JsonNode expected = json(leftovers(subject, Role.ADMIN, " --remove --dry-run -o json"));
    assertThat(expected.get("removed")).hasSize(2);
    assertThat(owner.ec2().describeVpcs().vpcs()).extracting(Vpc::vpcId).contains(unused, used);

    JsonNode done = json(leftovers(subject, Role.ADMIN, " --remove --reason TEXT -o json"));

    assertThat(done.get("removed"))
        .extracting(one -> one.get("id").asString())
        .containsExactly(unused);
    assertThat(done.get("remaining").get(0).get("id").asString()).isEqualTo(used);
    assertThat(done.get("remaining").get(0).get("detail").asString()).contains("dependencies");
    assertThat(owner.ec2().describeVpcs().vpcs())
        .extracting(Vpc::vpcId)
        .contains(inState, used, foreign)
        .doesNotContain(unused);
    assertThat(subject.execute("./provisioner env events " + subject.id(), Role.VIEWER).out())
        .contains("test removed 1 resource: ec2:vpc " + unused);
    AdviceStage.Executed audit =
        subject.execute("./provisioner audit list --env " + subject.id(), Role.ADMIN);
    assertThat(audit.out())
        .as(audit.err())
        .contains("env.remove-leftovers", "the test requires it");
  }

  @Test
  void removes_what_a_destroy_has_left_and_no_longer_what_a_provision_has_not_recorded() {
    AdviceStage.Subject provisioned = stage.in(AdvisedSituation.PROVISION_FAILED);
    vpc(provisioned.owner(), provisioned.id());
    assertThat(json(leftovers(provisioned, Role.VIEWER, " -o json")).get("leftovers")).isEmpty();

    AdviceStage.Subject destroyed = stage.in(AdvisedSituation.DESTROY_FAILED);
    String left = vpc(destroyed.owner(), destroyed.id());
    destroyed.state(9);

    assertThat(json(leftovers(destroyed, Role.OPERATOR, " --remove -o json")).get("removed"))
        .extracting(one -> one.get("id").asString())
        .containsExactly(left);
    assertThat(leftovers(destroyed, Role.VIEWER, "").out()).contains("Nothing is in the account");
  }

  @Test
  void removes_nothing_while_the_state_may_change_or_is_not_the_newest() {
    AdviceStage.Subject running = stage.in(AdvisedSituation.OPERATION_RUNNING);
    assertThat(leftovers(running, Role.ADMIN, " --remove").exitCode()).isEqualTo(ExitCode.REFUSED);

    AdviceStage.Subject locked = stage.in(AdvisedSituation.STATE_LOCKED_BY_UNKNOWN_OWNER);
    AdviceStage.Executed refused = leftovers(locked, Role.ADMIN, " --remove");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err()).contains("bob@laptop");

    AdviceStage.Subject kept = stage.in(AdvisedSituation.STATE_KEPT);
    String inState = vpc(kept.owner(), kept.id());
    String inKeptState = vpc(kept.owner(), kept.id());
    kept.state(4, VPC_IN_STATE.formatted(inState));
    JsonNode result = json(leftovers(kept, Role.ADMIN, " --remove -o json"));
    assertThat(result.get("removed")).isEmpty();
    assertThat(result.get("remaining").get(0).get("id").asString()).isEqualTo(inKeptState);
  }

  @Test
  void only_those_who_may_destroy_can_remove() {
    AdviceStage.Subject subject = stage.in(AdvisedSituation.READY);

    assertThat(leftovers(subject, Role.MEMBER, " --remove").exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(leftovers(subject, Role.MEMBER, " --dry-run").exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
  }
}
