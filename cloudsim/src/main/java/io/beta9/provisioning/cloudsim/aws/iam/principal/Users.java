package io.beta9.provisioning.cloudsim.aws.iam.principal;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamNames;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.UserEntry;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;
import software.amazon.awssdk.services.iam.model.User;

/** Users. */
public final class Users {
  private final StateStore store;

  public Users(StateStore store) {
    this.store = store;
  }

  public void register(Operations operations) {
    operations.on(CreateUserRequest.class, this::create);
    operations.on(GetUserRequest.class, this::get);
    operations.on(ListUsersRequest.class, this::list);
    operations.on(UpdateUserRequest.class, this::update);
    operations.on(DeleteUserRequest.class, this::delete);
    operations.on(TagUserRequest.class, this::tag);
    operations.on(UntagUserRequest.class, this::untag);
    operations.on(ListUserTagsRequest.class, this::tags);
  }

  private CreateUserResponse create(CreateUserRequest request, Call call) {
    IamNames.require("userName", request.userName(), 64);
    IamState state = state(call);
    if (state.users.containsKey(request.userName())) {
      throw IamErrors.exists("User", request.userName());
    }
    String path = IamNames.path(request.path());
    User user =
        User.builder()
            .userName(request.userName())
            .path(path)
            .userId("AIDA" + RandomIds.upper(17))
            .arn(IamNames.arn(call, "user" + path + request.userName()))
            .createDate(call.now())
            .build();
    if (request.permissionsBoundary() != null) {
      user =
          user.toBuilder()
              .permissionsBoundary(
                  boundary ->
                      boundary
                          .permissionsBoundaryArn(request.permissionsBoundary())
                          .permissionsBoundaryType("PermissionsBoundaryPolicy"))
              .build();
    }
    state.tags.add(user.arn(), IamTags.map(request.tags()));
    state.users.put(user.userName(), new UserEntry(user));
    return CreateUserResponse.builder().user(apiView(state, user)).build();
  }

  private GetUserResponse get(GetUserRequest request, Call call) {
    IamState state = state(call);
    return GetUserResponse.builder()
        .user(apiView(state, state.user(nameOrCaller(request.userName(), call)).user))
        .build();
  }

  /** Returns the given name or, if it is absent, the caller's. */
  private static String nameOrCaller(@Nullable String name, Call call) {
    if (name != null) {
      return name;
    }
    if (!call.principalArn().contains(":user/")) {
      throw IamErrors.invalid("Must specify userName when calling with non-User credentials");
    }
    return call.principalArn().substring(call.principalArn().lastIndexOf('/') + 1);
  }

  private ListUsersResponse list(ListUsersRequest request, Call call) {
    String prefix = Optional.ofNullable(request.pathPrefix()).orElse("/");
    List<User> users =
        state(call).users.values().stream()
            .map(entry -> entry.user)
            .filter(user -> user.path().startsWith(prefix))
            .toList();
    Page<User> page = Page.of(users, request.marker(), request.maxItems(), 100);
    return ListUsersResponse.builder()
        .users(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private UpdateUserResponse update(UpdateUserRequest request, Call call) {
    IamState state = state(call);
    UserEntry entry = state.user(request.userName());
    User old = entry.user;
    String name = Optional.ofNullable(request.newUserName()).orElse(old.userName());
    String path = request.newPath() == null ? old.path() : IamNames.path(request.newPath());
    if (!name.equalsIgnoreCase(old.userName()) && state.users.containsKey(name)) {
      throw IamErrors.exists("User", name);
    }
    entry.user =
        old.toBuilder()
            .userName(name)
            .path(path)
            .arn(IamNames.arn(call, "user" + path + name))
            .build();
    state.users.remove(old.userName());
    state.users.put(name, entry);
    Map<String, String> tags = state.tags.of(old.arn());
    state.tags.removeAll(old.arn());
    state.tags.add(entry.user.arn(), tags);
    entry.accessKeys.replaceAll(key -> key.toBuilder().userName(name).build());
    return UpdateUserResponse.builder().build();
  }

  private DeleteUserResponse delete(DeleteUserRequest request, Call call) {
    IamState state = state(call);
    UserEntry entry = state.user(request.userName());
    if (!entry.policies.attached.isEmpty()) {
      throw IamErrors.conflict("Cannot delete entity, must detach all policies first.");
    }
    if (!entry.policies.inline.isEmpty()) {
      throw IamErrors.conflict("Cannot delete entity, must delete policies first.");
    }
    if (!entry.accessKeys.isEmpty()) {
      throw IamErrors.conflict("Cannot delete entity, must delete access keys first.");
    }
    state.users.remove(request.userName());
    state.tags.removeAll(entry.user.arn());
    return DeleteUserResponse.builder().build();
  }

  private TagUserResponse tag(TagUserRequest request, Call call) {
    IamState state = state(call);
    state.tags.add(state.user(request.userName()).user.arn(), IamTags.map(request.tags()));
    return TagUserResponse.builder().build();
  }

  private UntagUserResponse untag(UntagUserRequest request, Call call) {
    IamState state = state(call);
    state.tags.remove(state.user(request.userName()).user.arn(), request.tagKeys());
    return UntagUserResponse.builder().build();
  }

  private ListUserTagsResponse tags(ListUserTagsRequest request, Call call) {
    IamState state = state(call);
    String arn = state.user(request.userName()).user.arn();
    return ListUserTagsResponse.builder()
        .tags(IamTags.list(state.tags.of(arn)))
        .isTruncated(false)
        .build();
  }

  private static User apiView(IamState state, User user) {
    return user.toBuilder().tags(IamTags.list(state.tags.of(user.arn()))).build();
  }

  private IamState state(Call call) {
    return IamState.of(store, call.account());
  }
}
