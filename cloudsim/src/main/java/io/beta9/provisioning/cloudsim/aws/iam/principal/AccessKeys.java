package io.beta9.provisioning.cloudsim.aws.iam.principal;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.UserEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

/** Access keys of users: at most two, with a secret that is returned only once. */
public final class AccessKeys {
  private static final int MAX_KEYS_PER_USER = 2;

  private final StateStore store;

  public AccessKeys(StateStore store) {
    this.store = store;
  }

  public void register(Operations operations) {
    operations.on(CreateAccessKeyRequest.class, this::create);
    operations.on(ListAccessKeysRequest.class, this::list);
    operations.on(UpdateAccessKeyRequest.class, this::update);
    operations.on(DeleteAccessKeyRequest.class, this::delete);
    operations.on(GetAccessKeyLastUsedRequest.class, this::lastUsed);
  }

  private CreateAccessKeyResponse create(CreateAccessKeyRequest request, Call call) {
    UserEntry user = user(request.userName(), call);
    if (user.accessKeys.size() >= MAX_KEYS_PER_USER) {
      throw IamErrors.limit("AccessKeysPerUser", MAX_KEYS_PER_USER);
    }
    AccessKey key =
        AccessKey.builder()
            .userName(user.user.userName())
            .accessKeyId("AKIA" + RandomIds.upper(16))
            .secretAccessKey(RandomIds.mixed(40))
            .status(StatusType.ACTIVE)
            .createDate(call.now())
            .build();
    user.accessKeys.add(key);
    return CreateAccessKeyResponse.builder().accessKey(key).build();
  }

  private ListAccessKeysResponse list(ListAccessKeysRequest request, Call call) {
    return ListAccessKeysResponse.builder()
        .accessKeyMetadata(
            user(request.userName(), call).accessKeys.stream()
                .map(
                    key ->
                        AccessKeyMetadata.builder()
                            .userName(key.userName())
                            .accessKeyId(key.accessKeyId())
                            .status(key.status())
                            .createDate(key.createDate())
                            .build())
                .toList())
        .isTruncated(false)
        .build();
  }

  private UpdateAccessKeyResponse update(UpdateAccessKeyRequest request, Call call) {
    UserEntry user = user(request.userName(), call);
    AccessKey key = find(user, request.accessKeyId());
    user.accessKeys.set(
        user.accessKeys.indexOf(key), key.toBuilder().status(request.statusAsString()).build());
    return UpdateAccessKeyResponse.builder().build();
  }

  private DeleteAccessKeyResponse delete(DeleteAccessKeyRequest request, Call call) {
    UserEntry user = user(request.userName(), call);
    user.accessKeys.remove(find(user, request.accessKeyId()));
    return DeleteAccessKeyResponse.builder().build();
  }

  private GetAccessKeyLastUsedResponse lastUsed(GetAccessKeyLastUsedRequest request, Call call) {
    String owner =
        IamState.of(store, call.account()).users.values().stream()
            .flatMap(user -> user.accessKeys.stream())
            .filter(key -> key.accessKeyId().equals(request.accessKeyId()))
            .map(AccessKey::userName)
            .findFirst()
            .orElseThrow(
                () ->
                    new AwsErrorException(
                        403, "AccessDenied", "The access key is of no user of this account."));
    return GetAccessKeyLastUsedResponse.builder()
        .userName(owner)
        .accessKeyLastUsed(used -> used.serviceName("N/A").region("N/A"))
        .build();
  }

  private UserEntry user(@Nullable String name, Call call) {
    if (name == null) {
      throw IamErrors.invalid("Must specify userName when calling with non-User credentials");
    }
    return IamState.of(store, call.account()).user(name);
  }

  private static AccessKey find(UserEntry user, String id) {
    return user.accessKeys.stream()
        .filter(key -> key.accessKeyId().equals(id))
        .findFirst()
        .orElseThrow(
            () -> IamErrors.noSuchEntity("The Access Key with id " + id + " cannot be found."));
  }
}
