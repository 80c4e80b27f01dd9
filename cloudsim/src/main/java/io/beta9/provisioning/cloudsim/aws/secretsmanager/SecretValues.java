package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsState.SecretEntry;
import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsState.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;

/** The versions of secrets and their stages. */
final class SecretValues {
  static final String CURRENT = "AWSCURRENT";
  static final String PREVIOUS = "AWSPREVIOUS";

  private final SecretRepository book;
  private final SecretKeys keys;

  SecretValues(SecretRepository book, SecretKeys keys) {
    this.book = book;
    this.keys = keys;
  }

  /**
   * Encrypts all values with another key: the present one has to decrypt, the new one to encrypt.
   */
  void changeKey(SecretEntry entry, String key, Call call) {
    keys.requireDecryption(entry.kmsKeyId, call);
    keys.requireEncryption(key, call);
    entry.kmsKeyId = key;
  }

  void register(Operations operations) {
    operations.on(GetSecretValueRequest.class, this::get);
    operations.on(PutSecretValueRequest.class, this::put);
    operations.on(ListSecretVersionIdsRequest.class, this::list);
    operations.on(UpdateSecretVersionStageRequest.class, this::stage);
  }

  /**
   * Adds a version. A repeated token with the same content returns the existing version.
   *
   * @return the id of the version
   */
  String put(
      SecretEntry entry,
      @Nullable String token,
      @Nullable String text,
      @Nullable SdkBytes binary,
      List<String> stages,
      Call call) {
    keys.requireEncryption(entry.kmsKeyId, call);
    String id = token == null ? RandomIds.uuid() : token;
    Version known = entry.versions.get(id);
    if (known != null) {
      if (!known.sameAs(text, binary)) {
        throw SecretsErrors.exists(
            "The operation failed because the secret version "
                + id
                + " already exists with other content.");
      }
      return id;
    }
    entry.versions.put(id, new Version(id, text, binary, call.now()));
    entry.lastChangedDate = call.now();
    stages.forEach(stage -> moveStage(entry, stage, id));
    return id;
  }

  /**
   * Moves a stage to a version. Each stage is on one version only; the version that was current
   * becomes the previous one.
   */
  private static void moveStage(SecretEntry entry, String stage, @Nullable String to) {
    for (Version version : entry.versions.values()) {
      if (version.stages.remove(stage) && stage.equals(CURRENT) && !version.id.equals(to)) {
        entry.versions.values().forEach(other -> other.stages.remove(PREVIOUS));
        version.stages.add(PREVIOUS);
      }
    }
    if (to != null) {
      version(entry, to).stages.add(stage);
    }
  }

  private GetSecretValueResponse get(GetSecretValueRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    keys.requireDecryption(entry.kmsKeyId, call);
    String stage = request.versionStage();
    Version version;
    if (request.versionId() != null) {
      version = version(entry, request.versionId());
      if (stage != null && !version.stages.contains(stage)) {
        throw SecretsErrors.invalidRequest(
            "You provided a VersionStage that is not associated to the provided VersionId.");
      }
    } else {
      String requested = stage == null ? CURRENT : stage;
      version =
          entry.versions.values().stream()
              .filter(it -> it.stages.contains(requested))
              .findFirst()
              .orElseThrow(
                  () ->
                      SecretsErrors.notFound(
                          "Secrets Manager can't find the specified secret value for staging label:"
                              + " "
                              + requested));
    }
    return GetSecretValueResponse.builder()
        .arn(entry.arn)
        .name(entry.name)
        .versionId(version.id)
        .secretString(version.text)
        .secretBinary(version.binary)
        .versionStages(version.stages)
        .createdDate(version.createdDate)
        .build();
  }

  private PutSecretValueResponse put(PutSecretValueRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    if ((request.secretString() == null) == (request.secretBinary() == null)) {
      throw SecretsErrors.invalidParameter(
          "You must provide either SecretString or SecretBinary, and not both.");
    }
    List<String> stages =
        request.versionStages().isEmpty() ? List.of(CURRENT) : request.versionStages();
    String id =
        put(
            entry,
            request.clientRequestToken(),
            request.secretString(),
            request.secretBinary(),
            stages,
            call);
    return PutSecretValueResponse.builder()
        .arn(entry.arn)
        .name(entry.name)
        .versionId(id)
        .versionStages(version(entry, id).stages)
        .build();
  }

  private ListSecretVersionIdsResponse list(ListSecretVersionIdsRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    List<SecretVersionsListEntry> all =
        entry.versions.values().stream()
            .filter(it -> !it.stages.isEmpty() || Boolean.TRUE.equals(request.includeDeprecated()))
            .map(
                it ->
                    SecretVersionsListEntry.builder()
                        .versionId(it.id)
                        .versionStages(it.stages)
                        .createdDate(it.createdDate)
                        .build())
            .toList();
    Page<SecretVersionsListEntry> page =
        Page.of(all, request.nextToken(), request.maxResults(), 100);
    return ListSecretVersionIdsResponse.builder()
        .arn(entry.arn)
        .name(entry.name)
        .versions(page.items())
        .nextToken(page.next())
        .build();
  }

  private UpdateSecretVersionStageResponse stage(
      UpdateSecretVersionStageRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    String from = request.removeFromVersionId();
    boolean elsewhere =
        entry.versions.values().stream()
            .anyMatch(it -> it.stages.contains(request.versionStage()) && !it.id.equals(from));
    if (elsewhere) {
      throw SecretsErrors.invalidParameter(
          "The parameter RemoveFromVersionId can't be empty or another version's: staging label "
              + request.versionStage()
              + " is currently attached to another version, so you must explicitly reference that"
              + " version in RemoveFromVersionId.");
    }
    if (request.moveToVersionId() == null && request.versionStage().equals(CURRENT)) {
      throw SecretsErrors.invalidParameter(
          "You can only move staging label AWSCURRENT, not remove it.");
    }
    moveStage(entry, request.versionStage(), request.moveToVersionId());
    return UpdateSecretVersionStageResponse.builder().arn(entry.arn).name(entry.name).build();
  }

  private static Version version(SecretEntry entry, String id) {
    Version version = entry.versions.get(id);
    if (version == null) {
      throw SecretsErrors.notFound(
          "Secrets Manager can't find the specified secret value for VersionId: " + id);
    }
    return version;
  }
}
