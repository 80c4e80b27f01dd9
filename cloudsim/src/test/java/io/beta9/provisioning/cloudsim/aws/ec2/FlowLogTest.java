package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.FlowLog;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

class FlowLogTest extends Ec2TestBase {
  private static final String GROUP =
      "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vpc/x/flow";

  private CreateFlowLogsRequest.Builder request(String vpc) {
    return CreateFlowLogsRequest.builder()
        .resourceType("VPC")
        .resourceIds(vpc)
        .trafficType("ALL")
        .logDestinationType("cloud-watch-logs")
        .logDestination(GROUP + ":*")
        .deliverLogsPermissionArn("arn:aws:iam::123456789012:role/x")
        .tagSpecifications(s -> s.resourceType("vpc-flow-log").tags(t -> t.key("Name").value("x")));
  }

  private FlowLog create(String vpc, Consumer<CreateFlowLogsRequest.Builder> change) {
    CreateFlowLogsRequest.Builder request = request(vpc);
    change.accept(request);
    String id = ec2.createFlowLogs(request.build()).flowLogIds().getFirst();
    return ec2.describeFlowLogs(r -> r.flowLogIds(id)).flowLogs().getFirst();
  }

  @Test
  void describes_a_flow_log_by_tag_until_it_is_deleted() {
    String vpc = vpc();
    FlowLog log = create(vpc, r -> {});

    assertThat(log.resourceId()).isEqualTo(vpc);
    assertThat(log.logDestination()).isEqualTo(GROUP);
    assertThat(log.logGroupName()).isEqualTo("/aws/vpc/x/flow");
    assertThat(log.flowLogStatus()).isEqualTo("ACTIVE");
    assertThat(log.maxAggregationInterval()).isEqualTo(600);
    assertThat(ec2.describeFlowLogs(r -> r.filter(filter("tag:Name", "x"))).flowLogs()).hasSize(1);
    assertThat(ec2.describeTags(r -> r.filters(filter("resource-id", log.flowLogId()))).tags())
        .singleElement()
        .satisfies(tag -> assertThat(tag.resourceTypeAsString()).isEqualTo("vpc-flow-log"));

    ec2.deleteFlowLogs(r -> r.flowLogIds(log.flowLogId()));

    assertThat(ec2.describeFlowLogs(r -> {}).flowLogs()).isEmpty();
    assertAwsError(
        "InvalidFlowLogId.NotFound",
        () -> ec2.describeFlowLogs(r -> r.flowLogIds(log.flowLogId())));
    assertThat(ec2.deleteFlowLogs(r -> r.flowLogIds(log.flowLogId())).unsuccessful())
        .extracting(UnsuccessfulItem::resourceId)
        .containsExactly(log.flowLogId());
  }

  @Test
  void rejects_what_ec2_rejects() {
    String vpc = vpc();
    create(vpc, r -> {});

    assertAwsError("FlowLogAlreadyExists", () -> create(vpc, r -> {}));
    assertAwsError("InvalidParameter", () -> create(vpc, r -> r.deliverLogsPermissionArn(null)));
    assertAwsError("InvalidParameter", () -> create(vpc, r -> r.maxAggregationInterval(30)));
    assertThat(ec2.createFlowLogs(request("vpc-0").build()).unsuccessful())
        .singleElement()
        .satisfies(item -> assertThat(item.error().code()).isEqualTo("InvalidVpcId.NotFound"));
  }
}
