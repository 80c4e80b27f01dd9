package io.beta9.provisioning.cloudsim.aws.logs;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** CloudWatch Logs: log groups. Log events are not stored. */
public final class LogsService implements AwsService, TaggedResourceProvider {
  private final StateStore store;

  public LogsService(StateStore store) {
    this.store = store;
  }

  @Override
  public String signingName() {
    return "logs";
  }

  @Override
  public void register(Operations operations) {
    new LogGroups(store).register(operations);
    operations.on(TagResourceRequest.class, this::tag);
    operations.on(UntagResourceRequest.class, this::untag);
    operations.on(ListTagsForResourceRequest.class, this::tags);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return LogsState.of(store, account, region).tags.stream();
  }

  private TagResourceResponse tag(TagResourceRequest request, Call call) {
    state(call).tags.add(requireExists(request.resourceArn(), call), request.tags());
    return TagResourceResponse.builder().build();
  }

  private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    state(call).tags.remove(requireExists(request.resourceArn(), call), request.tagKeys());
    return UntagResourceResponse.builder().build();
  }

  private ListTagsForResourceResponse tags(ListTagsForResourceRequest request, Call call) {
    return ListTagsForResourceResponse.builder()
        .tags(state(call).tags.of(requireExists(request.resourceArn(), call)))
        .build();
  }

  /** Returns the ARN of an existing group without the {@code :*} suffix that some clients send. */
  private String requireExists(String arn, Call call) {
    String plain = arn.endsWith(":*") ? arn.substring(0, arn.length() - 2) : arn;
    boolean known =
        state(call).groups.values().stream().anyMatch(it -> it.logGroupArn().equals(plain));
    if (!known) {
      throw LogsErrors.notFound("The specified resource does not exist.");
    }
    return plain;
  }

  private LogsState state(Call call) {
    return LogsState.of(store, call.account(), call.region());
  }
}
