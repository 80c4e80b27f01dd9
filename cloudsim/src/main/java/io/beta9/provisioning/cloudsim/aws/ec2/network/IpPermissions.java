package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.ReferencedSecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * Converts between the two representations of a group's rules: one rule per peer, or one permission
 * per protocol and port range with a list of peers.
 */
public final class IpPermissions {
  private static final String ALL_PROTOCOLS = "-1";

  private IpPermissions() {}

  private record Traffic(String protocol, @Nullable Integer from, @Nullable Integer to) {}

  /** Groups rules into permissions. */
  public static List<IpPermission> of(Stream<SecurityGroupRule> rules) {
    Map<Traffic, List<SecurityGroupRule>> byTraffic = new LinkedHashMap<>();
    rules.forEach(
        rule ->
            byTraffic
                .computeIfAbsent(
                    new Traffic(rule.ipProtocol(), rule.fromPort(), rule.toPort()),
                    _ -> new ArrayList<>())
                .add(rule));
    return byTraffic.entrySet().stream().map(e -> permission(e.getKey(), e.getValue())).toList();
  }

  private static IpPermission permission(Traffic traffic, List<SecurityGroupRule> rules) {
    List<IpRange> ranges = new ArrayList<>();
    List<Ipv6Range> ranges6 = new ArrayList<>();
    List<PrefixListId> lists = new ArrayList<>();
    List<UserIdGroupPair> pairs = new ArrayList<>();
    for (SecurityGroupRule rule : rules) {
      String description = rule.description();
      if (rule.cidrIpv4() != null) {
        ranges.add(IpRange.builder().cidrIp(rule.cidrIpv4()).description(description).build());
      } else if (rule.cidrIpv6() != null) {
        ranges6.add(Ipv6Range.builder().cidrIpv6(rule.cidrIpv6()).description(description).build());
      } else if (rule.prefixListId() != null) {
        lists.add(
            PrefixListId.builder()
                .prefixListId(rule.prefixListId())
                .description(description)
                .build());
      } else {
        pairs.add(
            UserIdGroupPair.builder()
                .groupId(rule.referencedGroupInfo().groupId())
                .userId(rule.referencedGroupInfo().userId())
                .description(description)
                .build());
      }
    }
    boolean all = traffic.protocol().equals(ALL_PROTOCOLS);
    return IpPermission.builder()
        .ipProtocol(traffic.protocol())
        .fromPort(all ? null : traffic.from())
        .toPort(all ? null : traffic.to())
        .ipRanges(ranges)
        .ipv6Ranges(ranges6)
        .prefixListIds(lists)
        .userIdGroupPairs(pairs)
        .build();
  }

  /** Returns the rules of a permission, without ids. */
  public static List<SecurityGroupRule> rules(
      IpPermission permission, SecurityGroup group, boolean egress, Ec2Scope scope) {
    SecurityGroupRule base = base(permission, group, egress);
    List<SecurityGroupRule> rules = new ArrayList<>();
    for (IpRange range : permission.ipRanges()) {
      rules.add(
          base.toBuilder()
              .cidrIpv4(normalizedCidr(range.cidrIp()))
              .description(range.description())
              .build());
    }
    for (Ipv6Range range : permission.ipv6Ranges()) {
      rules.add(
          base.toBuilder().cidrIpv6(range.cidrIpv6()).description(range.description()).build());
    }
    for (PrefixListId list : permission.prefixListIds()) {
      rules.add(
          base.toBuilder()
              .prefixListId(list.prefixListId())
              .description(list.description())
              .build());
    }
    for (UserIdGroupPair pair : permission.userIdGroupPairs()) {
      rules.add(
          base.toBuilder()
              .referencedGroupInfo(peer(pair.groupId(), scope))
              .description(pair.description())
              .build());
    }
    if (rules.isEmpty()) {
      throw Ec2Errors.badRequest(
          "MissingParameter", "The request must contain the parameter cidrIp, groupId or similar");
    }
    return rules;
  }

  private static SecurityGroupRule base(
      IpPermission permission, SecurityGroup group, boolean egress) {
    String protocol = protocol(Ec2Errors.requireParameter(permission.ipProtocol(), "ipProtocol"));
    Integer from = permission.fromPort();
    Integer to = permission.toPort();
    if (protocol.equals("tcp") || protocol.equals("udp")) {
      if (from == null || to == null) {
        throw Ec2Errors.invalidValue(
            "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
      }
      if (from < 0 || to > 65535 || from > to) {
        throw Ec2Errors.invalidValue("Invalid TCP/UDP port range (" + from + ":" + to + ")");
      }
    }
    boolean ported =
        protocol.equals("tcp")
            || protocol.equals("udp")
            || protocol.equals("icmp")
            || protocol.equals("icmpv6");
    return SecurityGroupRule.builder()
        .groupId(group.groupId())
        .groupOwnerId(group.ownerId())
        .isEgress(egress)
        .ipProtocol(protocol)
        .fromPort(ported && from != null ? from : -1)
        .toPort(ported && to != null ? to : -1)
        .build();
  }

  /** Returns the name of a common protocol for its name or number, as in EC2's responses. */
  static String protocol(String given) {
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "6", "tcp" -> "tcp";
      case "17", "udp" -> "udp";
      case "1", "icmp" -> "icmp";
      case "58", "icmpv6" -> "icmpv6";
      case "all", ALL_PROTOCOLS -> ALL_PROTOCOLS;
      default -> given;
    };
  }

  static String normalizedCidr(String text) {
    try {
      return Cidr.parse(text).toString();
    } catch (IllegalArgumentException malformed) {
      throw Ec2Errors.invalidValue("CIDR block " + text + " is malformed");
    }
  }

  static ReferencedSecurityGroup peer(String id, Ec2Scope scope) {
    SecurityGroup group = SecurityGroups.require(scope, id);
    return ReferencedSecurityGroup.builder()
        .groupId(group.groupId())
        .userId(group.ownerId())
        .vpcId(group.vpcId())
        .build();
  }

  /** Returns whether two rules allow the same traffic. */
  public static boolean isSameTraffic(SecurityGroupRule first, SecurityGroupRule second) {
    return identity(first).equals(identity(second));
  }

  private static SecurityGroupRule identity(SecurityGroupRule rule) {
    return rule.toBuilder()
        .securityGroupRuleId(null)
        .securityGroupRuleArn(null)
        .description(null)
        .tags((Collection<Tag>) null)
        .build();
  }

  /** Returns a rule in the format of EC2's error messages. */
  static String text(SecurityGroupRule rule) {
    String peer =
        Stream.of(
                rule.cidrIpv4(),
                rule.cidrIpv6(),
                rule.prefixListId(),
                rule.referencedGroupInfo() == null ? null : rule.referencedGroupInfo().groupId())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    String protocol =
        rule.ipProtocol().equals(ALL_PROTOCOLS)
            ? "ALL"
            : rule.ipProtocol().toUpperCase(Locale.ROOT);
    String ports =
        rule.ipProtocol().equals(ALL_PROTOCOLS)
            ? ""
            : ", from port: " + rule.fromPort() + ", to port: " + rule.toPort();
    return "peer: " + peer + ", " + protocol + ports + ", ALLOW";
  }
}
