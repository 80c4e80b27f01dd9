package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.kms.KmsState.KeyEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.temporal.ChronoUnit;
import java.util.List;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionResponse;

/** Keys. They have no name, so that a repeated creation creates a second key. */
final class Keys {
  private static final int DEFAULT_WINDOW_DAYS = 30;

  private final StateStore store;
  private final KeyResolver resolver;

  Keys(StateStore store, KeyResolver resolver) {
    this.store = store;
    this.resolver = resolver;
  }

  void register(Operations operations) {
    operations.on(CreateKeyRequest.class, this::create);
    operations.on(DescribeKeyRequest.class, this::describe);
    operations.on(ListKeysRequest.class, this::list);
    operations.on(UpdateKeyDescriptionRequest.class, this::updateDescription);
    operations.on(EnableKeyRequest.class, this::enable);
    operations.on(DisableKeyRequest.class, this::disable);
    operations.on(ScheduleKeyDeletionRequest.class, this::scheduleDeletion);
    operations.on(CancelKeyDeletionRequest.class, this::cancelDeletion);
  }

  private CreateKeyResponse create(CreateKeyRequest request, Call call) {
    String id = RandomIds.uuid();
    KeyUsageType usage =
        request.keyUsage() == null ? KeyUsageType.ENCRYPT_DECRYPT : request.keyUsage();
    KeySpec spec = spec(request);
    KeyMetadata.Builder metadata =
        KeyMetadata.builder()
            .awsAccountId(call.account())
            .keyId(id)
            .arn(call.arn("kms", "key/" + id))
            .creationDate(call.now())
            .enabled(true)
            .description(request.description() == null ? "" : request.description())
            .keyUsage(usage)
            .keyState(KeyState.ENABLED)
            .origin(request.origin() == null ? OriginType.AWS_KMS : request.origin())
            .keyManager(KeyManagerType.CUSTOMER)
            .keySpec(spec)
            .customerMasterKeySpec(spec.toString())
            .multiRegion(Boolean.TRUE.equals(request.multiRegion()));
    if (spec == KeySpec.SYMMETRIC_DEFAULT) {
      metadata.encryptionAlgorithms(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
    }
    KeyEntry entry =
        new KeyEntry(
            metadata.build(),
            request.policy() == null ? KeyPolicies.defaultPolicy(call) : request.policy());
    PolicyLockoutCheck.check(entry.policy, request.bypassPolicyLockoutSafetyCheck(), call);
    KmsState state = state(call);
    state.keys.put(id, entry);
    state.tags.add(entry.metadata.arn(), KmsTags.map(request.tags()));
    return CreateKeyResponse.builder().keyMetadata(entry.metadata).build();
  }

  private static KeySpec spec(CreateKeyRequest request) {
    if (request.keySpec() != null) {
      return request.keySpec();
    }
    return request.customerMasterKeySpec() == null
        ? KeySpec.SYMMETRIC_DEFAULT
        : KeySpec.fromValue(request.customerMasterKeySpecAsString());
  }

  private DescribeKeyResponse describe(DescribeKeyRequest request, Call call) {
    return DescribeKeyResponse.builder()
        .keyMetadata(resolver.find(request.keyId(), call).metadata)
        .build();
  }

  private ListKeysResponse list(ListKeysRequest request, Call call) {
    List<KeyListEntry> keys =
        state(call).keys.values().stream()
            .filter(entry -> !KeyResolver.isDeleted(entry, call))
            .map(entry -> entry.metadata)
            .map(key -> KeyListEntry.builder().keyId(key.keyId()).keyArn(key.arn()).build())
            .toList();
    Page<KeyListEntry> page = Page.of(keys, request.marker(), request.limit(), 100);
    return ListKeysResponse.builder()
        .keys(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }

  private UpdateKeyDescriptionResponse updateDescription(
      UpdateKeyDescriptionRequest request, Call call) {
    KeyEntry entry = requireNotPendingDeletion(request.keyId(), call);
    entry.metadata = entry.metadata.toBuilder().description(request.description()).build();
    return UpdateKeyDescriptionResponse.builder().build();
  }

  private EnableKeyResponse enable(EnableKeyRequest request, Call call) {
    setState(requireNotPendingDeletion(request.keyId(), call), KeyState.ENABLED);
    return EnableKeyResponse.builder().build();
  }

  private DisableKeyResponse disable(DisableKeyRequest request, Call call) {
    setState(requireNotPendingDeletion(request.keyId(), call), KeyState.DISABLED);
    return DisableKeyResponse.builder().build();
  }

  private ScheduleKeyDeletionResponse scheduleDeletion(
      ScheduleKeyDeletionRequest request, Call call) {
    KeyEntry entry = requireNotPendingDeletion(request.keyId(), call);
    int days =
        request.pendingWindowInDays() == null ? DEFAULT_WINDOW_DAYS : request.pendingWindowInDays();
    if (days < 7 || days > 30) {
      throw KmsErrors.invalid(
          "1 validation error detected: Value '"
              + days
              + "' at 'pendingWindowInDays' failed to satisfy constraint: Member must be between 7"
              + " and 30");
    }
    setState(entry, KeyState.PENDING_DELETION);
    entry.metadata =
        entry.metadata.toBuilder().deletionDate(call.now().plus(days, ChronoUnit.DAYS)).build();
    return ScheduleKeyDeletionResponse.builder()
        .keyId(entry.metadata.arn())
        .deletionDate(entry.metadata.deletionDate())
        .keyState(entry.metadata.keyState())
        .pendingWindowInDays(days)
        .build();
  }

  private CancelKeyDeletionResponse cancelDeletion(CancelKeyDeletionRequest request, Call call) {
    KeyEntry entry = resolver.find(request.keyId(), call);
    if (entry.metadata.keyState() != KeyState.PENDING_DELETION) {
      throw new AwsErrorException(
          400, "KMSInvalidStateException", entry.metadata.arn() + " is not pending deletion.");
    }
    setState(entry, KeyState.DISABLED);
    entry.metadata = entry.metadata.toBuilder().deletionDate(null).build();
    return CancelKeyDeletionResponse.builder().keyId(entry.metadata.arn()).build();
  }

  KeyEntry requireNotPendingDeletion(String name, Call call) {
    KeyEntry entry = resolver.find(name, call);
    if (entry.metadata.keyState() == KeyState.PENDING_DELETION) {
      throw KmsErrors.invalidState(entry.metadata);
    }
    return entry;
  }

  private static void setState(KeyEntry entry, KeyState keyState) {
    entry.metadata =
        entry.metadata.toBuilder().keyState(keyState).enabled(keyState == KeyState.ENABLED).build();
  }

  private KmsState state(Call call) {
    return KmsState.of(store, call.account(), call.region());
  }
}
