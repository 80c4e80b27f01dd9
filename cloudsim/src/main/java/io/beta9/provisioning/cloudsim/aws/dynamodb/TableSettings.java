package io.beta9.provisioning.cloudsim.aws.dynamodb;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsStatus;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;

/** Tags, backups and time to live of tables. */
final class TableSettings {

  void register(Operations operations) {
    operations.on(ListTagsOfResourceRequest.class, this::tags);
    operations.on(TagResourceRequest.class, this::tag);
    operations.on(UntagResourceRequest.class, this::untag);
    operations.on(DescribeContinuousBackupsRequest.class, this::backups);
    operations.on(UpdateContinuousBackupsRequest.class, this::putBackups);
    operations.on(DescribeTimeToLiveRequest.class, this::timeToLive);
  }

  private ListTagsOfResourceResponse tags(ListTagsOfResourceRequest request, Call call) {
    return ListTagsOfResourceResponse.builder()
        .tags(
            DynamoState.of(call).table(request.resourceArn()).tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }

  private TagResourceResponse tag(TagResourceRequest request, Call call) {
    Table table = DynamoState.of(call).table(request.resourceArn());
    request.tags().forEach(tag -> table.tags.put(tag.key(), tag.value()));
    return TagResourceResponse.builder().build();
  }

  private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    Table table = DynamoState.of(call).table(request.resourceArn());
    request.tagKeys().forEach(table.tags::remove);
    return UntagResourceResponse.builder().build();
  }

  private DescribeContinuousBackupsResponse backups(
      DescribeContinuousBackupsRequest request, Call call) {
    return DescribeContinuousBackupsResponse.builder()
        .continuousBackupsDescription(
            backups(DynamoState.of(call).table(request.tableName()), call))
        .build();
  }

  private UpdateContinuousBackupsResponse putBackups(
      UpdateContinuousBackupsRequest request, Call call) {
    Table table = DynamoState.of(call).table(request.tableName());
    table.pointInTimeRecovery =
        Boolean.TRUE.equals(
            request.pointInTimeRecoverySpecification().pointInTimeRecoveryEnabled());
    return UpdateContinuousBackupsResponse.builder()
        .continuousBackupsDescription(backups(table, call))
        .build();
  }

  private static ContinuousBackupsDescription backups(Table table, Call call) {
    return ContinuousBackupsDescription.builder()
        .continuousBackupsStatus(ContinuousBackupsStatus.ENABLED)
        .pointInTimeRecoveryDescription(
            recovery -> {
              if (table.pointInTimeRecovery) {
                recovery
                    .pointInTimeRecoveryStatus(PointInTimeRecoveryStatus.ENABLED)
                    .recoveryPeriodInDays(35)
                    .earliestRestorableDateTime(table.activeAt)
                    .latestRestorableDateTime(call.now());
              } else {
                recovery.pointInTimeRecoveryStatus(PointInTimeRecoveryStatus.DISABLED);
              }
            })
        .build();
  }

  private DescribeTimeToLiveResponse timeToLive(DescribeTimeToLiveRequest request, Call call) {
    DynamoState.of(call).table(request.tableName());
    return DescribeTimeToLiveResponse.builder()
        .timeToLiveDescription(it -> it.timeToLiveStatus(TimeToLiveStatus.DISABLED))
        .build();
  }
}
