package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsState.SecretEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;

/** Secrets without their values. */
final class Secrets {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]{1,512}");
  private static final int DEFAULT_WINDOW_DAYS = 30;

  private final SecretRepository book;
  private final SecretValues values;

  Secrets(SecretRepository book, SecretValues values) {
    this.book = book;
    this.values = values;
  }

  void register(Operations operations) {
    operations.on(CreateSecretRequest.class, this::create);
    operations.on(DescribeSecretRequest.class, this::describe);
    operations.on(ListSecretsRequest.class, this::list);
    operations.on(UpdateSecretRequest.class, this::update);
    operations.on(DeleteSecretRequest.class, this::delete);
    operations.on(RestoreSecretRequest.class, this::restore);
  }

  private CreateSecretResponse create(CreateSecretRequest request, Call call) {
    String name = request.name();
    if (name == null || !NAME.matcher(name).matches()) {
      throw SecretsErrors.invalidParameter(
          "Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
              + " following: -/_+=.@!");
    }
    SecretsState state = book.state(call);
    SecretEntry taken = state.secrets.get(name);
    if (taken != null) {
      throw taken.deletedDate == null
          ? SecretsErrors.exists(
              "The operation failed because the secret " + name + " already exists.")
          : SecretsErrors.invalidRequest(
              "You can't create this secret because a secret with this name is already scheduled"
                  + " for deletion.");
    }
    SecretEntry entry =
        new SecretEntry(
            name,
            call.arn("secretsmanager", "secret:" + name + "-" + RandomIds.mixed(6)),
            call.now());
    entry.description = request.description();
    entry.kmsKeyId = request.kmsKeyId();
    String version = null;
    if (request.secretString() != null || request.secretBinary() != null) {
      version =
          values.put(
              entry,
              request.clientRequestToken(),
              request.secretString(),
              request.secretBinary(),
              List.of(SecretValues.CURRENT),
              call);
    }
    state.secrets.put(name, entry);
    state.tags.add(entry.arn, SecretsTags.map(request.tags()));
    return CreateSecretResponse.builder().arn(entry.arn).name(name).versionId(version).build();
  }

  private DescribeSecretResponse describe(DescribeSecretRequest request, Call call) {
    SecretEntry entry = book.find(request.secretId(), call);
    return DescribeSecretResponse.builder()
        .arn(entry.arn)
        .name(entry.name)
        .description(entry.description)
        .kmsKeyId(entry.kmsKeyId)
        .createdDate(entry.createdDate)
        .lastChangedDate(entry.lastChangedDate)
        .deletedDate(entry.deletedDate)
        .tags(SecretsTags.list(book.state(call).tags.of(entry.arn)))
        .versionIdsToStages(entry.stages())
        .build();
  }

  private ListSecretsResponse list(ListSecretsRequest request, Call call) {
    SecretsState state = book.state(call);
    List<SecretListEntry> found =
        state.secrets.values().stream()
            .filter(
                entry ->
                    entry.deletedDate == null
                        || Boolean.TRUE.equals(request.includePlannedDeletion()))
            .filter(
                entry ->
                    request.filters().stream()
                        .allMatch(
                            filter ->
                                SecretFilters.matches(filter, entry, state.tags.of(entry.arn))))
            .map(
                entry ->
                    SecretListEntry.builder()
                        .arn(entry.arn)
                        .name(entry.name)
                        .description(entry.description)
                        .kmsKeyId(entry.kmsKeyId)
                        .createdDate(entry.createdDate)
                        .lastChangedDate(entry.lastChangedDate)
                        .deletedDate(entry.deletedDate)
                        .tags(SecretsTags.list(state.tags.of(entry.arn)))
                        .secretVersionsToStages(entry.stages())
                        .build())
            .toList();
    Page<SecretListEntry> page = Page.of(found, request.nextToken(), request.maxResults(), 100);
    return ListSecretsResponse.builder().secretList(page.items()).nextToken(page.next()).build();
  }

  private UpdateSecretResponse update(UpdateSecretRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    if (request.description() != null) {
      entry.description = request.description();
    }
    if (request.kmsKeyId() != null) {
      values.changeKey(entry, request.kmsKeyId(), call);
    }
    entry.lastChangedDate = call.now();
    String version = null;
    if (request.secretString() != null || request.secretBinary() != null) {
      version =
          values.put(
              entry,
              request.clientRequestToken(),
              request.secretString(),
              request.secretBinary(),
              List.of(SecretValues.CURRENT),
              call);
    }
    return UpdateSecretResponse.builder()
        .arn(entry.arn)
        .name(entry.name)
        .versionId(version)
        .build();
  }

  private DeleteSecretResponse delete(DeleteSecretRequest request, Call call) {
    boolean force = Boolean.TRUE.equals(request.forceDeleteWithoutRecovery());
    Long days = request.recoveryWindowInDays();
    if (force && days != null) {
      throw SecretsErrors.invalidParameter(
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    }
    if (days != null && (days < 7 || days > 30)) {
      throw SecretsErrors.invalidParameter(
          "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
    }
    SecretEntry entry =
        force ? book.find(request.secretId(), call) : book.findActive(request.secretId(), call);
    Instant deleted =
        force
            ? call.now()
            : call.now().plus(days == null ? DEFAULT_WINDOW_DAYS : days, ChronoUnit.DAYS);
    entry.deletedDate = call.now();
    entry.purgeAt = deleted;
    if (force) {
      SecretRepository.remove(book.state(call), entry);
    }
    return DeleteSecretResponse.builder()
        .arn(entry.arn)
        .name(entry.name)
        .deletionDate(deleted)
        .build();
  }

  private RestoreSecretResponse restore(RestoreSecretRequest request, Call call) {
    SecretEntry entry = book.find(request.secretId(), call);
    entry.deletedDate = null;
    entry.purgeAt = null;
    return RestoreSecretResponse.builder().arn(entry.arn).name(entry.name).build();
  }
}
