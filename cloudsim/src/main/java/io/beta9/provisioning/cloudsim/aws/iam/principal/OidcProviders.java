package io.beta9.provisioning.cloudsim.aws.iam.principal;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamNames;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.OidcEntry;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;

/** OpenID Connect providers, through which a cluster's service accounts assume roles. */
public final class OidcProviders {
  private static final String SCHEME = "https://";

  private final StateStore store;

  public OidcProviders(StateStore store) {
    this.store = store;
  }

  public void register(Operations operations) {
    operations.on(CreateOpenIdConnectProviderRequest.class, this::create);
    operations.on(GetOpenIdConnectProviderRequest.class, this::get);
    operations.on(ListOpenIdConnectProvidersRequest.class, this::list);
    operations.on(DeleteOpenIdConnectProviderRequest.class, this::delete);
    operations.on(UpdateOpenIdConnectProviderThumbprintRequest.class, this::updateThumbprints);
    operations.on(AddClientIdToOpenIdConnectProviderRequest.class, this::addClient);
    operations.on(RemoveClientIdFromOpenIdConnectProviderRequest.class, this::removeClient);
    operations.on(TagOpenIdConnectProviderRequest.class, this::tag);
    operations.on(UntagOpenIdConnectProviderRequest.class, this::untag);
    operations.on(ListOpenIdConnectProviderTagsRequest.class, this::tags);
  }

  private CreateOpenIdConnectProviderResponse create(
      CreateOpenIdConnectProviderRequest request, Call call) {
    if (!request.url().startsWith(SCHEME)) {
      throw IamErrors.invalid("Invalid Open ID Connect Provider URL");
    }
    // ARN and responses contain the issuer without its scheme
    String url = request.url().substring(SCHEME.length());
    String arn = IamNames.arn(call, "oidc-provider/" + url);
    IamState state = state(call);
    if (state.oidcProviders.containsKey(arn)) {
      throw IamErrors.alreadyExists("Provider with url " + request.url() + " already exists.");
    }
    OidcEntry entry = new OidcEntry(url, call.now());
    entry.clientIds.addAll(request.clientIDList());
    entry.thumbprints.addAll(
        request.thumbprintList().isEmpty() ? List.of(RandomIds.hex(40)) : request.thumbprintList());
    state.oidcProviders.put(arn, entry);
    state.tags.add(arn, IamTags.map(request.tags()));
    return CreateOpenIdConnectProviderResponse.builder()
        .openIDConnectProviderArn(arn)
        .tags(IamTags.list(state.tags.of(arn)))
        .build();
  }

  private GetOpenIdConnectProviderResponse get(GetOpenIdConnectProviderRequest request, Call call) {
    OidcEntry entry = find(request.openIDConnectProviderArn(), call);
    return GetOpenIdConnectProviderResponse.builder()
        .url(entry.url)
        .clientIDList(entry.clientIds)
        .thumbprintList(entry.thumbprints)
        .createDate(entry.createDate)
        .tags(IamTags.list(state(call).tags.of(request.openIDConnectProviderArn())))
        .build();
  }

  private ListOpenIdConnectProvidersResponse list(
      ListOpenIdConnectProvidersRequest request, Call call) {
    return ListOpenIdConnectProvidersResponse.builder()
        .openIDConnectProviderList(
            state(call).oidcProviders.keySet().stream()
                .map(arn -> OpenIDConnectProviderListEntry.builder().arn(arn).build())
                .toList())
        .build();
  }

  /**
   * Deleting a provider that does not exist succeeds: IAM documents the operation as idempotent.
   */
  private DeleteOpenIdConnectProviderResponse delete(
      DeleteOpenIdConnectProviderRequest request, Call call) {
    state(call).oidcProviders.remove(request.openIDConnectProviderArn());
    state(call).tags.removeAll(request.openIDConnectProviderArn());
    return DeleteOpenIdConnectProviderResponse.builder().build();
  }

  private UpdateOpenIdConnectProviderThumbprintResponse updateThumbprints(
      UpdateOpenIdConnectProviderThumbprintRequest request, Call call) {
    OidcEntry entry = find(request.openIDConnectProviderArn(), call);
    entry.thumbprints.clear();
    entry.thumbprints.addAll(request.thumbprintList());
    return UpdateOpenIdConnectProviderThumbprintResponse.builder().build();
  }

  private AddClientIdToOpenIdConnectProviderResponse addClient(
      AddClientIdToOpenIdConnectProviderRequest request, Call call) {
    OidcEntry entry = find(request.openIDConnectProviderArn(), call);
    if (!entry.clientIds.contains(request.clientID())) {
      entry.clientIds.add(request.clientID());
    }
    return AddClientIdToOpenIdConnectProviderResponse.builder().build();
  }

  private RemoveClientIdFromOpenIdConnectProviderResponse removeClient(
      RemoveClientIdFromOpenIdConnectProviderRequest request, Call call) {
    find(request.openIDConnectProviderArn(), call).clientIds.remove(request.clientID());
    return RemoveClientIdFromOpenIdConnectProviderResponse.builder().build();
  }

  private TagOpenIdConnectProviderResponse tag(TagOpenIdConnectProviderRequest request, Call call) {
    find(request.openIDConnectProviderArn(), call);
    state(call).tags.add(request.openIDConnectProviderArn(), IamTags.map(request.tags()));
    return TagOpenIdConnectProviderResponse.builder().build();
  }

  private UntagOpenIdConnectProviderResponse untag(
      UntagOpenIdConnectProviderRequest request, Call call) {
    find(request.openIDConnectProviderArn(), call);
    state(call).tags.remove(request.openIDConnectProviderArn(), request.tagKeys());
    return UntagOpenIdConnectProviderResponse.builder().build();
  }

  private ListOpenIdConnectProviderTagsResponse tags(
      ListOpenIdConnectProviderTagsRequest request, Call call) {
    find(request.openIDConnectProviderArn(), call);
    return ListOpenIdConnectProviderTagsResponse.builder()
        .tags(IamTags.list(state(call).tags.of(request.openIDConnectProviderArn())))
        .isTruncated(false)
        .build();
  }

  private OidcEntry find(String arn, Call call) {
    OidcEntry entry = state(call).oidcProviders.get(arn);
    if (entry == null) {
      throw IamErrors.noSuchEntity("OpenIDConnect Provider not found for arn " + arn);
    }
    return entry;
  }

  private IamState state(Call call) {
    return IamState.of(store, call.account());
  }
}
