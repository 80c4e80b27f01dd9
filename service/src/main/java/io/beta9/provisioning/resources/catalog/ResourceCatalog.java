package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.preflight.PreflightRequirements;
import io.beta9.provisioning.aws.preflight.QuotaUsage;
import io.beta9.provisioning.aws.preflight.RequiredQuota;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.inventory.Ec2TagInventory;
import io.beta9.provisioning.terraform.plan.ResourceRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The descriptors of all resource types of the Terraform module, in the order of their
 * dependencies: a resource comes after those that it refers to.
 */
public final class ResourceCatalog implements ResourceRules, PreflightRequirements {
  /** The catalogue of the module for AWS. */
  public static final ResourceCatalog AWS =
      new ResourceCatalog(
          Stream.of(
                  new DescriptorsOf(ResourceSubject.NETWORK, NetworkResources.descriptors()),
                  new DescriptorsOf(ResourceSubject.ENCRYPTION, EncryptionResources.descriptors()),
                  new DescriptorsOf(ResourceSubject.STORAGE, StorageResources.descriptors()),
                  new DescriptorsOf(ResourceSubject.IDENTITY, IdentityResources.descriptors()),
                  new DescriptorsOf(ResourceSubject.MONITORING, MonitoringResources.descriptors()),
                  new DescriptorsOf(ResourceSubject.DATABASE, DatabaseResources.descriptors()),
                  new DescriptorsOf(ResourceSubject.CACHE, CacheResources.descriptors()),
                  new DescriptorsOf(ResourceSubject.CLUSTER, ClusterResources.descriptors()))
              .toList());

  /** The types of the data sources of the module. */
  public static final Set<String> DATA_SOURCES = Set.of("aws_secretsmanager_secret_version");

  /** No import reads these, whatever the type. */
  private static final Set<String> ALWAYS_HARMLESS = Set.of("timeouts");

  /** Created by the cluster for Beta9's gateway, not by Terraform. */
  private static final RequiredQuota LOAD_BALANCERS =
      new RequiredQuota(
          "elasticloadbalancing",
          "L-69A177A2",
          "Network Load Balancers per Region",
          model -> 1,
          QuotaUsage::networkLoadBalancers);

  private final Map<String, ResourceDescriptor> byType = new LinkedHashMap<>();
  private final Map<String, ResourceSubject> subjects = new HashMap<>();
  private final List<String> order;
  private final Map<String, ResourceDescriptor> comparable = new HashMap<>();

  /** The descriptors of one subject. */
  record DescriptorsOf(ResourceSubject name, List<ResourceDescriptor> descriptors) {}

  ResourceCatalog(List<DescriptorsOf> parts) {
    for (DescriptorsOf part : parts) {
      for (ResourceDescriptor descriptor : part.descriptors()) {
        if (byType.put(descriptor.type(), descriptor) != null) {
          throw new IllegalArgumentException("two descriptors of " + descriptor.type());
        }
        subjects.put(descriptor.type(), part.name());
        descriptor.unmanaged().ifPresent(rule -> comparable.put(rule.inventoryType(), descriptor));
      }
    }
    order = List.copyOf(byType.keySet());
  }

  /** Returns all descriptors in the order of their dependencies. */
  public List<ResourceDescriptor> descriptors() {
    return List.copyOf(byType.values());
  }

  /** Returns the resource types of the module. */
  public Set<String> types() {
    return Set.copyOf(byType.keySet());
  }

  public Optional<ResourceDescriptor> find(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** Returns what a type belongs to; {@link ResourceSubject#OTHER} if it has no descriptor. */
  public ResourceSubject subject(String type) {
    return subjects.getOrDefault(type, ResourceSubject.OTHER);
  }

  /** Returns the position of a type in the order of dependencies; -1 if it has no descriptor. */
  public int dependencyOrder(String type) {
    return order.indexOf(type);
  }

  /** Returns whether AWS takes minutes to create a resource of this type. */
  public boolean isSlowToCreate(String type) {
    return find(type).filter(ResourceDescriptor::isSlowToCreate).isPresent();
  }

  @Override
  public Optional<IrreplaceableContent> irreplaceableContent(String type) {
    return find(type).flatMap(ResourceDescriptor::irreplaceable);
  }

  @Override
  public Set<String> harmlessAfterImport(String type) {
    Set<String> attributes = new HashSet<>(ALWAYS_HARMLESS);
    find(type).ifPresent(descriptor -> attributes.addAll(descriptor.harmlessAfterImport()));
    return attributes;
  }

  @Override
  public Optional<Consequence> interruptionByRemoval(String type) {
    return find(type).flatMap(ResourceDescriptor::interruptionByRemoval);
  }

  @Override
  public Optional<Consequence> interruptionByChange(String type, Set<String> attributes) {
    return find(type).flatMap(descriptor -> descriptor.interruptionByChange(attributes));
  }

  @Override
  public List<RequiredQuota> quotas() {
    return Stream.concat(
            byType.values().stream().flatMap(descriptor -> descriptor.quota().stream()),
            Stream.of(LOAD_BALANCERS))
        .toList();
  }

  /** Returns what the account shows about a failure of a resource; empty if it is not queried. */
  public Optional<FailureInquiry> inquiry(String type, FailureCode code) {
    return find(type)
        .flatMap(ResourceDescriptor::inquiry)
        .filter(inquiry -> inquiry.codes().contains(code));
  }

  /** Returns the descriptor of a type of the inventory that is compared with the state. */
  public Optional<ResourceDescriptor> comparable(String inventoryType) {
    return Optional.ofNullable(comparable.get(inventoryType));
  }

  /** Returns how a resource of the inventory that is in no state is deleted; empty if it is not. */
  public Optional<UnmanagedRule.Deleted> deletion(String inventoryType) {
    return comparable(inventoryType)
        .flatMap(ResourceDescriptor::unmanaged)
        .filter(UnmanagedRule.Deleted.class::isInstance)
        .map(UnmanagedRule.Deleted.class::cast);
  }

  /** Returns how to check the existence of the types that are listed by their tag in EC2. */
  Map<String, Ec2TagInventory.Existence> existenceByEc2Type() {
    return byType.values().stream()
        .map(ResourceDescriptor::inventory)
        .filter(InventoryRule.ByEc2Tag.class::isInstance)
        .map(InventoryRule.ByEc2Tag.class::cast)
        .collect(Collectors.toMap(InventoryRule.ByEc2Tag::ec2Type, InventoryRule.ByEc2Tag::exists));
  }
}
