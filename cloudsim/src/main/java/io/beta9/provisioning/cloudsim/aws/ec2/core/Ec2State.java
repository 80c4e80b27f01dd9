package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.FlowLog;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * The EC2 state of one account and region. Derived values are not stored: a group's permissions
 * follow from its rules, a route's state from its target, a subnet's free addresses from its
 * interfaces. The tags of all resource types are in one map.
 */
public final class Ec2State implements Serializable {
  private static final long serialVersionUID = 1;

  public final Map<String, Vpc> vpcs = new LinkedHashMap<>();
  public final Map<String, VpcAttributes> vpcAttributes = new LinkedHashMap<>();
  public final Map<String, Subnet> subnets = new LinkedHashMap<>();
  public final Map<String, NetworkAcl> networkAcls = new LinkedHashMap<>();
  public final Map<String, InternetGateway> internetGateways = new LinkedHashMap<>();
  public final Map<String, RouteTable> routeTables = new LinkedHashMap<>();
  public final Map<String, SecurityGroup> securityGroups = new LinkedHashMap<>();
  public final Map<String, SecurityGroupRule> securityGroupRules = new LinkedHashMap<>();
  public final Map<String, Address> addresses = new LinkedHashMap<>();
  public final Map<String, NatGateway> natGateways = new LinkedHashMap<>();
  public final Map<String, NetworkInterface> networkInterfaces = new LinkedHashMap<>();
  public final Map<String, VpcEndpoint> vpcEndpoints = new LinkedHashMap<>();
  public final Map<String, Instant> vpcEndpointDeletions = new LinkedHashMap<>();
  public final Map<String, LaunchTemplate> launchTemplates = new LinkedHashMap<>();
  public final Map<String, List<LaunchTemplateVersion>> launchTemplateVersions =
      new LinkedHashMap<>();
  public final Map<String, Instance> instances = new LinkedHashMap<>();
  public final Map<String, Instant> terminations = new LinkedHashMap<>();
  public final Map<String, FlowLog> flowLogs = new LinkedHashMap<>();
  public final Map<String, Volume> volumes = new LinkedHashMap<>();

  /** The owner of each network interface that does not belong to the customer. */
  public final Map<String, String> interfaceOwners = new LinkedHashMap<>();

  private final Map<String, TreeMap<String, String>> tags = new LinkedHashMap<>();
  private int publicAddresses;

  /** Returns a read-only view of a resource's tags. */
  public Map<String, String> tagsOf(String id) {
    TreeMap<String, String> found = tags.get(id);
    return found == null ? Map.of() : found;
  }

  public void tag(String id, Map<String, String> added) {
    if (!added.isEmpty()) {
      tags.computeIfAbsent(id, _ -> new TreeMap<>()).putAll(added);
    }
  }

  /** Removes a tag; if a value is given, only if the tag has this value. */
  void untag(String id, String key, @Nullable String value) {
    TreeMap<String, String> found = tags.get(id);
    if (found != null && (value == null || value.equals(found.get(key)))) {
      found.remove(key);
      if (found.isEmpty()) {
        tags.remove(id);
      }
    }
  }

  public void forgetTags(String id) {
    tags.remove(id);
  }

  public List<String> taggedIds() {
    return new ArrayList<>(tags.keySet());
  }

  /** Returns an unused public address from a range reserved for benchmarks. */
  public String nextPublicAddress() {
    int number = publicAddresses++;
    return "198." + (18 + number / 65536 % 2) + "." + number / 256 % 256 + "." + number % 256;
  }
}
