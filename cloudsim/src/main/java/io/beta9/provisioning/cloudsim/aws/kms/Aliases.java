package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;

/** Aliases of keys. */
final class Aliases {
  private static final Pattern NAME = Pattern.compile("alias/[a-zA-Z0-9/_-]+");

  private final StateStore store;
  private final Keys keys;
  private final KeyResolver resolver;

  Aliases(StateStore store, Keys keys, KeyResolver resolver) {
    this.store = store;
    this.keys = keys;
    this.resolver = resolver;
  }

  void register(Operations operations) {
    operations.on(CreateAliasRequest.class, this::create);
    operations.on(UpdateAliasRequest.class, this::update);
    operations.on(DeleteAliasRequest.class, this::delete);
    operations.on(ListAliasesRequest.class, this::list);
  }

  private CreateAliasResponse create(CreateAliasRequest request, Call call) {
    String name = request.aliasName();
    if (name == null || !NAME.matcher(name).matches()) {
      throw KmsErrors.invalid("Alias must start with the prefix \"alias/\". Please see the rules.");
    }
    if (name.startsWith("alias/aws/")) {
      throw new AwsErrorException(
          400, "NotAuthorizedException", "Aliases under alias/aws/ are reserved.");
    }
    if (state(call).aliases.containsKey(name)) {
      throw new AwsErrorException(
          400,
          "AlreadyExistsException",
          "An alias with the name " + call.arn("kms", name) + " already exists");
    }
    KeyMetadata key = keys.requireNotPendingDeletion(request.targetKeyId(), call).metadata;
    state(call)
        .aliases
        .put(
            name,
            AliasListEntry.builder()
                .aliasName(name)
                .aliasArn(call.arn("kms", name))
                .targetKeyId(key.keyId())
                .creationDate(call.now())
                .lastUpdatedDate(call.now())
                .build());
    return CreateAliasResponse.builder().build();
  }

  private UpdateAliasResponse update(UpdateAliasRequest request, Call call) {
    AliasListEntry alias = find(request.aliasName(), call);
    KeyMetadata key = keys.requireNotPendingDeletion(request.targetKeyId(), call).metadata;
    state(call)
        .aliases
        .put(
            alias.aliasName(),
            alias.toBuilder().targetKeyId(key.keyId()).lastUpdatedDate(call.now()).build());
    return UpdateAliasResponse.builder().build();
  }

  private DeleteAliasResponse delete(DeleteAliasRequest request, Call call) {
    state(call).aliases.remove(find(request.aliasName(), call).aliasName());
    return DeleteAliasResponse.builder().build();
  }

  private ListAliasesResponse list(ListAliasesRequest request, Call call) {
    @Nullable String key =
        request.keyId() == null ? null : resolver.find(request.keyId(), call).metadata.keyId();
    List<AliasListEntry> found =
        state(call).aliases.values().stream()
            .filter(alias -> key == null || key.equals(alias.targetKeyId()))
            .toList();
    Page<AliasListEntry> page = Page.of(found, request.marker(), request.limit(), 50);
    return ListAliasesResponse.builder()
        .aliases(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }

  private AliasListEntry find(String name, Call call) {
    AliasListEntry alias = state(call).aliases.get(name);
    if (alias == null) {
      throw KmsErrors.notFound("Alias " + call.arn("kms", name) + " is not found.");
    }
    return alias;
  }

  private KmsState state(Call call) {
    return KmsState.of(store, call.account(), call.region());
  }
}
