package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.worker.pipeline.CallFault.AwsOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The response to a call that creates or changes something is lost, and the AWS SDK repeats the
 * call, as Terraform's does: of what has neither a client token nor a unique name, there are two.
 */
class RepeatedCreationTest {
  private static final int MAX_ATTEMPTS = 4;

  private static final Pattern READ =
      Pattern.compile("(Get|Describe|List|Head|Simulate|AssumeRole|Batch|Decode).*");

  @TempDir private static Path folder;

  @Test
  void nothing_remains_twice_whichever_call_of_a_provision_is_repeated() {
    List<String> differences = new ArrayList<>();
    try (WorkerTestServers servers = new WorkerTestServers(folder)) {
      OperationEnd expected = provision(servers);
      List<AwsOperation> calls =
          AwsOperation.in(new FaultStage(servers).calls(NamedFault.Phase.PROVISION)).stream()
              .filter(call -> !READ.matcher(call.operation()).matches())
              .toList();
      assertThat(calls)
          .contains(
              new AwsOperation("ec2", "CreateVpc"),
              new AwsOperation("ec2", "AllocateAddress"),
              new AwsOperation("kms", "CreateKey"),
              new AwsOperation("iam", "CreateAccessKey"));
      for (AwsOperation call : calls) {
        FaultRule rule = CallFault.RESPONSE_LOST.rule(call);
        servers.cloud().sim().faultRules().add(rule);
        String difference = provision(servers).differencesFrom(expected);
        servers.cloud().sim().faultRules().remove(rule);
        if (!difference.isEmpty()) {
          differences.add(call.service() + ":" + call.operation() + difference);
        }
      }
    }
    assertThat(differences)
        .containsExactlyInAnyOrder(
            "kms:CreateKey\n    account has kms:key PendingDeletion",
            // Only calls whose response arrives are counted.
            "rds:CreateDBInstance\n    account lacks CreateDBInstance succeeded 1 times"
                + "\n    account has CreateDBInstance succeeded 0 times");
  }

  private static OperationEnd provision(WorkerTestServers servers) {
    try (WorkerScenario scenario = servers.environment()) {
      scenario.work(ProcessLifetime.withoutFaults());
      for (int attempt = 1; scenario.isPostponed() && attempt < MAX_ATTEMPTS; attempt++) {
        scenario.makeDue();
        scenario.work(ProcessLifetime.withoutFaults());
      }
      return scenario.ending();
    }
  }
}
