package io.beta9.provisioning.cloudsim.aws.logs;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

class LogGroupsTest {
  private static final String NAME = "/aws/eks/one/cluster";

  private final InProcessCloud cloud = new InProcessCloud();
  private final CloudWatchLogsClient logs =
      cloud.register(new LogsService(cloud)).client(CloudWatchLogsClient.class, "us-east-1");

  @Test
  void stores_retention_and_tags_of_a_log_group() {
    logs.createLogGroup(it -> it.logGroupName(NAME).tags(Map.of("a", "b")));
    logs.putRetentionPolicy(it -> it.logGroupName(NAME).retentionInDays(30));
    cloud.restart();

    LogGroup group =
        logs.describeLogGroups(it -> it.logGroupNamePrefix("/aws/eks/")).logGroups().getFirst();

    assertThat(group.retentionInDays()).isEqualTo(30);
    assertThat(logs.listTagsForResource(it -> it.resourceArn(group.arn())).tags())
        .containsExactly(Map.entry("a", "b"));
    assertAwsError(
        "InvalidParameterException",
        () -> logs.putRetentionPolicy(it -> it.logGroupName(NAME).retentionInDays(31)));
    assertAwsError(
        "ResourceAlreadyExistsException", () -> logs.createLogGroup(it -> it.logGroupName(NAME)));
    logs.deleteLogGroup(it -> it.logGroupName(NAME));
    assertAwsError(
        "ResourceNotFoundException", () -> logs.deleteLogGroup(it -> it.logGroupName(NAME)));
  }
}
