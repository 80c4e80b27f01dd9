package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.FlowLog;
import software.amazon.awssdk.services.ec2.model.FlowLogsResourceType;
import software.amazon.awssdk.services.ec2.model.LogDestinationType;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** Flow logs of VPCs to CloudWatch; other resources and destinations are not simulated. */
public final class FlowLogs {
  private static final int DEFAULT_INTERVAL_SECONDS = 600;
  private static final String DEFAULT_FORMAT =
      "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport}"
          + " ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";

  private FlowLogs() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateFlowLogsRequest.class, FlowLogs::create);
    operations.on(DescribeFlowLogsRequest.class, FlowLogs::describe);
    operations.on(DeleteFlowLogsRequest.class, FlowLogs::delete);
  }

  private static CreateFlowLogsResponse create(CreateFlowLogsRequest request, Ec2Scope scope) {
    validate(request);
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "vpc-flow-log");
    List<String> created = new ArrayList<>();
    List<UnsuccessfulItem> failed = new ArrayList<>();
    for (String vpc : request.resourceIds()) {
      if (!scope.state().vpcs.containsKey(vpc)) {
        failed.add(unsuccessful(vpc, "InvalidVpcId.NotFound", "The vpc ID is not found"));
        continue;
      }
      if (exists(request, vpc, scope)) {
        throw Ec2Errors.badRequest(
            "FlowLogAlreadyExists",
            "Error. There is an existing Flow Log with the same configuration and log"
                + " destination.");
      }
      FlowLog log = flowLog(request, vpc, scope);
      scope.state().flowLogs.put(log.flowLogId(), log);
      scope.state().tag(log.flowLogId(), tags);
      created.add(log.flowLogId());
    }
    return CreateFlowLogsResponse.builder()
        .flowLogIds(created)
        .unsuccessful(failed)
        .clientToken(request.clientToken())
        .build();
  }

  private static void validate(CreateFlowLogsRequest request) {
    if (request.resourceType() != FlowLogsResourceType.VPC) {
      throw Ec2Errors.invalidValue("Only flow logs of VPCs are simulated");
    }
    if (request.logDestinationType() == LogDestinationType.CLOUD_WATCH_LOGS
        || request.logDestinationType() == null) {
      if (request.deliverLogsPermissionArn() == null) {
        throw Ec2Errors.badRequest(
            "InvalidParameter",
            "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.");
      }
      if (request.logDestination() == null && request.logGroupName() == null) {
        throw Ec2Errors.badRequest(
            "InvalidParameter", "Either LogDestination or LogGroupName must be specified.");
      }
    }
    Integer interval = request.maxAggregationInterval();
    if (interval != null && !Set.of(60, DEFAULT_INTERVAL_SECONDS).contains(interval)) {
      throw Ec2Errors.badRequest(
          "InvalidParameter", "MaxAggregationInterval must be 60 or 600 seconds.");
    }
  }

  private static boolean exists(CreateFlowLogsRequest request, String vpc, Ec2Scope scope) {
    return scope.state().flowLogs.values().stream()
        .anyMatch(
            log ->
                vpc.equals(log.resourceId())
                    && Objects.equals(log.logDestination(), destination(request))
                    && Objects.equals(log.trafficType(), request.trafficType()));
  }

  private static String destination(CreateFlowLogsRequest request) {
    String arn = Objects.toString(request.logDestination(), "");
    return arn.endsWith(":*") ? arn.substring(0, arn.length() - 2) : arn;
  }

  private static FlowLog flowLog(CreateFlowLogsRequest request, String vpc, Ec2Scope scope) {
    String destination = destination(request);
    return FlowLog.builder()
        .flowLogId(ResourceIds.next("fl"))
        .resourceId(vpc)
        .creationTime(scope.now())
        .flowLogStatus("ACTIVE")
        .deliverLogsStatus("SUCCESS")
        .trafficType(request.trafficType())
        .logDestinationType(
            request.logDestinationType() == null
                ? LogDestinationType.CLOUD_WATCH_LOGS
                : request.logDestinationType())
        .logDestination(destination)
        .logGroupName(
            request.logGroupName() == null
                ? destination.substring(destination.lastIndexOf(':') + 1)
                : request.logGroupName())
        .deliverLogsPermissionArn(request.deliverLogsPermissionArn())
        .logFormat(request.logFormat() == null ? DEFAULT_FORMAT : request.logFormat())
        .maxAggregationInterval(
            request.maxAggregationInterval() == null
                ? DEFAULT_INTERVAL_SECONDS
                : request.maxAggregationInterval())
        .build();
  }

  private static DescribeFlowLogsResponse describe(
      DescribeFlowLogsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<FlowLog>(scope.state(), FlowLog::flowLogId)
            .on("flow-log-id", FlowLog::flowLogId)
            .on("resource-id", FlowLog::resourceId)
            .on("log-group-name", FlowLog::logGroupName)
            .on("traffic-type", FlowLog::trafficTypeAsString)
            .toPredicate(request.filter());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().flowLogs, request.flowLogIds(), Ec2Errors::flowLogNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(log -> log.toBuilder().tags(scope.tags(log.flowLogId())).build());
    return DescribeFlowLogsResponse.builder().flowLogs(page.items()).nextToken(page.next()).build();
  }

  private static DeleteFlowLogsResponse delete(DeleteFlowLogsRequest request, Ec2Scope scope) {
    List<UnsuccessfulItem> failed = new ArrayList<>();
    for (String id : request.flowLogIds()) {
      if (scope.state().flowLogs.remove(id) == null) {
        failed.add(unsuccessful(id, "InvalidFlowLogId.NotFound", "The flow log ID is not found"));
      }
      scope.state().forgetTags(id);
    }
    return DeleteFlowLogsResponse.builder().unsuccessful(failed).build();
  }

  private static UnsuccessfulItem unsuccessful(String id, String code, String message) {
    return UnsuccessfulItem.builder()
        .resourceId(id)
        .error(error -> error.code(code).message(message))
        .build();
  }
}
