package io.beta9.provisioning.cloudsim.aws.authorization;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.BucketOwners;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.KeyDirectory;
import io.beta9.provisioning.cloudsim.aws.NetworkDirectory;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.SecretDirectory;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the resources that a request names: their ARNs, tags and owners. */
final class ResourceLookup {
  private static final Pattern S3 = Pattern.compile(Partition.ANY_ARN + ":s3:::([^/]*).*");

  private final IdentityDirectory identities;
  private final List<TaggedResourceProvider> providers;
  private final Optional<BucketOwners> buckets;
  private final Optional<KeyDirectory> keys;
  private final Optional<NetworkDirectory> networks;
  private final Optional<SecretDirectory> secrets;

  ResourceLookup(List<AwsService> services, IdentityDirectory identities) {
    this.identities = identities;
    this.providers = all(services, TaggedResourceProvider.class).toList();
    this.buckets = all(services, BucketOwners.class).findFirst();
    this.keys = all(services, KeyDirectory.class).findFirst();
    this.networks = all(services, NetworkDirectory.class).findFirst();
    this.secrets = all(services, SecretDirectory.class).findFirst();
  }

  private static <T> Stream<T> all(List<AwsService> services, Class<T> type) {
    return services.stream().filter(type::isInstance).map(type::cast);
  }

  /** Returns the tags of a resource; empty if it has none or does not exist. */
  Map<String, String> tagsOf(String arn) {
    String[] parts = arn.split(":", 6);
    if (parts.length < 6) {
      return Map.of();
    }
    return parts[2].equals("iam")
        ? identities.tagsOf(arn)
        : tagged(parts[4], parts[3])
            .filter(resource -> resource.arn().equals(arn))
            .map(TaggedResource::tags)
            .findFirst()
            .orElse(Map.of());
  }

  /** Returns the ARN of a tagged resource that begins with this one and has a generated suffix. */
  Optional<String> completed(String prefix) {
    String[] parts = prefix.split(":", 6);
    return tagged(parts[4], parts[3])
        .map(TaggedResource::arn)
        .filter(arn -> arn.startsWith(prefix))
        .findFirst();
  }

  /** Returns the ARN of a key that is named by id, ARN or alias; empty if it does not exist. */
  Optional<String> keyArn(String name, Call call) {
    return keys.flatMap(directory -> directory.keyArn(name, call));
  }

  /** Returns the customer's key of a secret that is named by name or ARN; empty if it has none. */
  Optional<String> keyOfSecret(String secret, Call call) {
    return secrets.flatMap(directory -> directory.keyOfSecret(secret, call));
  }

  /** Returns whether a resource of EC2 exists. */
  boolean exists(String id, Call call) {
    return networks.filter(directory -> directory.exists(id, call)).isPresent();
  }

  /** Returns the ids of the resources that an association of EC2 connects. */
  List<String> associated(String associationId, Call call) {
    return networks.map(directory -> directory.associated(associationId, call)).orElse(List.of());
  }

  Optional<NetworkDirectory> networks() {
    return networks;
  }

  /** Returns the account that owns a resource; empty if it is unknown. */
  Optional<String> ownerOf(String arn, Call call) {
    if (arn.equals("*")) {
      return Optional.empty();
    }
    Matcher object = S3.matcher(arn);
    if (object.matches()) {
      String bucket = object.group(1);
      return buckets
          .flatMap(owners -> owners.ownerOf(bucket))
          .or(() -> Optional.of(call.account()));
    }
    return Optional.of(arn.split(":", 6)[4]).filter(account -> !account.isEmpty());
  }

  IdentityDirectory identities() {
    return identities;
  }

  private Stream<TaggedResource> tagged(String account, String region) {
    return providers.stream().flatMap(provider -> provider.taggedResources(account, region));
  }
}
