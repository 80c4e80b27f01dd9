package io.beta9.provisioning.cloudsim.aws.ecr;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.ecr.EcrState.RepositoryEntry;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.services.ecr.model.BatchDeleteImageRequest;
import software.amazon.awssdk.services.ecr.model.BatchDeleteImageResponse;
import software.amazon.awssdk.services.ecr.model.GetAuthorizationTokenRequest;
import software.amazon.awssdk.services.ecr.model.GetAuthorizationTokenResponse;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.ListImagesRequest;
import software.amazon.awssdk.services.ecr.model.ListImagesResponse;
import software.amazon.awssdk.services.ecr.model.PutImageRequest;
import software.amazon.awssdk.services.ecr.model.PutImageResponse;

/** Images of repositories; only tags and digests are stored. */
final class Images {
  private final Repositories repositories;

  Images(Repositories repositories) {
    this.repositories = repositories;
  }

  void register(Operations operations) {
    operations.on(PutImageRequest.class, this::put);
    operations.on(ListImagesRequest.class, this::list);
    operations.on(BatchDeleteImageRequest.class, this::delete);
    operations.on(GetAuthorizationTokenRequest.class, this::token);
  }

  private PutImageResponse put(PutImageRequest request, Call call) {
    RepositoryEntry entry = repositories.find(request.repositoryName(), call);
    String tag = request.imageTag() == null ? "" : request.imageTag();
    boolean fixed = entry.repository.imageTagMutability() == ImageTagMutability.IMMUTABLE;
    if (fixed && entry.images.containsKey(tag)) {
      throw EcrErrors.error(
          "ImageTagAlreadyExistsException",
          "The image tag '"
              + tag
              + "' already exists in the '"
              + request.repositoryName()
              + "' repository and cannot be overwritten because the tag is immutable.");
    }
    String digest = "sha256:" + RandomIds.hex(64);
    entry.images.put(tag, digest);
    return PutImageResponse.builder()
        .image(
            image ->
                image
                    .registryId(call.account())
                    .repositoryName(request.repositoryName())
                    .imageManifest(request.imageManifest())
                    .imageId(id -> id.imageTag(request.imageTag()).imageDigest(digest)))
        .build();
  }

  private ListImagesResponse list(ListImagesRequest request, Call call) {
    List<ImageIdentifier> all =
        repositories.find(request.repositoryName(), call).images.entrySet().stream()
            .map(
                it ->
                    ImageIdentifier.builder()
                        .imageTag(it.getKey())
                        .imageDigest(it.getValue())
                        .build())
            .toList();
    Page<ImageIdentifier> page = Page.of(all, request.nextToken(), request.maxResults(), 100);
    return ListImagesResponse.builder().imageIds(page.items()).nextToken(page.next()).build();
  }

  private BatchDeleteImageResponse delete(BatchDeleteImageRequest request, Call call) {
    RepositoryEntry entry = repositories.find(request.repositoryName(), call);
    request
        .imageIds()
        .forEach(
            id ->
                entry
                    .images
                    .entrySet()
                    .removeIf(
                        it ->
                            it.getKey().equals(id.imageTag())
                                || it.getValue().equals(id.imageDigest())));
    return BatchDeleteImageResponse.builder().imageIds(request.imageIds()).build();
  }

  private GetAuthorizationTokenResponse token(GetAuthorizationTokenRequest request, Call call) {
    String token =
        Base64.getEncoder()
            .encodeToString(("AWS:" + RandomIds.mixed(64)).getBytes(StandardCharsets.UTF_8));
    return GetAuthorizationTokenResponse.builder()
        .authorizationData(
            data ->
                data.authorizationToken(token)
                    .expiresAt(call.now().plus(12, ChronoUnit.HOURS))
                    .proxyEndpoint("https://" + Repositories.registry(call)))
        .build();
  }
}
