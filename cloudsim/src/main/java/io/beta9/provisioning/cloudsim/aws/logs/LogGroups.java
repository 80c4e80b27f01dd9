package io.beta9.provisioning.cloudsim.aws.logs;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.AssociateKmsKeyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.AssociateKmsKeyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DisassociateKmsKeyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DisassociateKmsKeyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroupClass;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;

/** Log groups, created by requests or by other services. */
public final class LogGroups {
  private static final Pattern NAME = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");
  private static final Set<Integer> RETENTIONS =
      Set.of(
          1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
          2922, 3288, 3653);

  private final StateStore store;

  public LogGroups(StateStore store) {
    this.store = store;
  }

  /** Creates a log group on behalf of a service, without retention or tags, unless it exists. */
  public void createIfAbsent(String name, Call call) {
    if (!state(call).groups.containsKey(name)) {
      put(newGroup(name, call).build(), call);
    }
  }

  void register(Operations operations) {
    operations.on(CreateLogGroupRequest.class, this::create);
    operations.on(DescribeLogGroupsRequest.class, this::describe);
    operations.on(DeleteLogGroupRequest.class, this::delete);
    operations.on(PutRetentionPolicyRequest.class, this::putRetention);
    operations.on(DeleteRetentionPolicyRequest.class, this::deleteRetention);
    operations.on(AssociateKmsKeyRequest.class, this::associateKey);
    operations.on(DisassociateKmsKeyRequest.class, this::disassociateKey);
    operations.on(DescribeLogStreamsRequest.class, this::streams);
  }

  private CreateLogGroupResponse create(CreateLogGroupRequest request, Call call) {
    String name = request.logGroupName();
    if (name == null || !NAME.matcher(name).matches()) {
      throw LogsErrors.invalid(
          "1 validation error detected: Value '"
              + name
              + "' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: [\\.\\-_/#A-Za-z0-9]+");
    }
    if (state(call).groups.containsKey(name)) {
      throw new AwsErrorException(
          400, "ResourceAlreadyExistsException", "The specified log group already exists");
    }
    LogGroup group =
        newGroup(name, call)
            .kmsKeyId(request.kmsKeyId())
            .logGroupClass(
                request.logGroupClass() == null ? LogGroupClass.STANDARD : request.logGroupClass())
            .build();
    put(group, call);
    state(call).tags.add(group.logGroupArn(), request.tags());
    return CreateLogGroupResponse.builder().build();
  }

  private static LogGroup.Builder newGroup(String name, Call call) {
    String arn = call.arn("logs", "log-group:" + name);
    return LogGroup.builder()
        .logGroupName(name)
        .creationTime(call.now().toEpochMilli())
        .metricFilterCount(0)
        .storedBytes(0L)
        .logGroupClass(LogGroupClass.STANDARD)
        .arn(arn + ":*")
        .logGroupArn(arn);
  }

  private DescribeLogGroupsResponse describe(DescribeLogGroupsRequest request, Call call) {
    List<LogGroup> found =
        state(call).groups.values().stream()
            .filter(
                group ->
                    request.logGroupNamePrefix() == null
                        || group.logGroupName().startsWith(request.logGroupNamePrefix()))
            .filter(
                group ->
                    request.logGroupNamePattern() == null
                        || group
                            .logGroupName()
                            .toLowerCase(Locale.ROOT)
                            .contains(request.logGroupNamePattern().toLowerCase(Locale.ROOT)))
            .filter(
                group ->
                    request.logGroupIdentifiers().isEmpty()
                        || request.logGroupIdentifiers().contains(group.logGroupName())
                        || request.logGroupIdentifiers().contains(group.logGroupArn()))
            .toList();
    Page<LogGroup> page = Page.of(found, request.nextToken(), request.limit(), 50);
    return DescribeLogGroupsResponse.builder()
        .logGroups(page.items())
        .nextToken(page.next())
        .build();
  }

  private DeleteLogGroupResponse delete(DeleteLogGroupRequest request, Call call) {
    LogGroup group = find(request.logGroupName(), call);
    state(call).groups.remove(group.logGroupName());
    state(call).tags.removeAll(group.logGroupArn());
    return DeleteLogGroupResponse.builder().build();
  }

  private PutRetentionPolicyResponse putRetention(PutRetentionPolicyRequest request, Call call) {
    LogGroup group = find(request.logGroupName(), call);
    if (!RETENTIONS.contains(request.retentionInDays())) {
      throw LogsErrors.invalid(
          "1 validation error detected: Value '"
              + request.retentionInDays()
              + "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum"
              + " value set");
    }
    put(group.toBuilder().retentionInDays(request.retentionInDays()).build(), call);
    return PutRetentionPolicyResponse.builder().build();
  }

  private DeleteRetentionPolicyResponse deleteRetention(
      DeleteRetentionPolicyRequest request, Call call) {
    put(find(request.logGroupName(), call).toBuilder().retentionInDays(null).build(), call);
    return DeleteRetentionPolicyResponse.builder().build();
  }

  private AssociateKmsKeyResponse associateKey(AssociateKmsKeyRequest request, Call call) {
    LogGroup group = find(nameOf(request.logGroupName(), request.resourceIdentifier()), call);
    put(group.toBuilder().kmsKeyId(request.kmsKeyId()).build(), call);
    return AssociateKmsKeyResponse.builder().build();
  }

  private DisassociateKmsKeyResponse disassociateKey(DisassociateKmsKeyRequest request, Call call) {
    LogGroup group = find(nameOf(request.logGroupName(), request.resourceIdentifier()), call);
    put(group.toBuilder().kmsKeyId(null).build(), call);
    return DisassociateKmsKeyResponse.builder().build();
  }

  private DescribeLogStreamsResponse streams(DescribeLogStreamsRequest request, Call call) {
    find(nameOf(request.logGroupName(), request.logGroupIdentifier()), call);
    return DescribeLogStreamsResponse.builder().logStreams(List.<LogStream>of()).build();
  }

  private static String nameOf(@Nullable String name, @Nullable String arn) {
    if (name != null) {
      return name;
    }
    if (arn == null) {
      throw LogsErrors.invalid("A log group name or an identifier must be given.");
    }
    return arn.startsWith("arn:") ? arn.split(":", 8)[6] : arn;
  }

  private LogGroup find(String name, Call call) {
    LogGroup group = state(call).groups.get(name);
    if (group == null) {
      throw LogsErrors.notFound("The specified log group does not exist.");
    }
    return group;
  }

  private void put(LogGroup group, Call call) {
    state(call).groups.put(group.logGroupName(), group);
  }

  private LogsState state(Call call) {
    return LogsState.of(store, call.account(), call.region());
  }
}
