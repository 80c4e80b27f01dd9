package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/**
 * Who reaches the endpoint of a cluster: addresses of the internet the public one, addresses of
 * connected networks the private one, if the cluster's security group admits them.
 */
final class EndpointAccess {
  private static final int HTTPS = 443;
  private static final int MAX_PUBLIC_BLOCKS = 40;
  private static final List<AddressBlock> RESERVED =
      Stream.of(
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "224.0.0.0/4",
              "240.0.0.0/4")
          .map(AddressBlock::parse)
          .toList();

  private EndpointAccess() {}

  /** Rejects what EKS rejects. */
  static void validate(VpcConfigResponse vpc) {
    if (!vpc.endpointPublicAccess() && !vpc.endpointPrivateAccess()) {
      throw EksErrors.invalidParameter("Private and public endpoint access cannot be false");
    }
    if (vpc.publicAccessCidrs().size() > MAX_PUBLIC_BLOCKS) {
      throw EksErrors.invalidParameter("The number of publicAccessCidrs exceeds 40");
    }
    for (String text : vpc.publicAccessCidrs()) {
      AddressBlock block = AddressBlock.parse(text);
      if (block.prefix() > 0 && RESERVED.stream().anyMatch(block::overlaps)) {
        throw EksErrors.invalidParameter(
            "The following CIDRs are invalid in publicAccessCidrs: [" + text + "]");
      }
    }
  }

  /** Returns whether a client with this address reaches the cluster's API server. */
  static boolean admits(
      VpcConfigResponse vpc,
      String account,
      String region,
      NetworkAccess networks,
      String address) {
    AddressBlock client = AddressBlock.parse(address + "/32");
    boolean connected = RESERVED.stream().anyMatch(client::overlaps);
    if (!connected) {
      return vpc.endpointPublicAccess() && contains(vpc.publicAccessCidrs(), client);
    }
    return vpc.endpointPrivateAccess()
        && networks.ingress(account, region, vpc.clusterSecurityGroupId()).stream()
            .filter(EndpointAccess::includesHttps)
            .anyMatch(
                rule -> contains(rule.ipRanges().stream().map(IpRange::cidrIp).toList(), client));
  }

  private static boolean includesHttps(IpPermission rule) {
    return "-1".equals(rule.ipProtocol())
        || ("tcp".equals(rule.ipProtocol()) && rule.fromPort() <= HTTPS && rule.toPort() >= HTTPS);
  }

  private static boolean contains(List<String> blocks, AddressBlock client) {
    return blocks.stream().map(AddressBlock::parse).anyMatch(client::overlaps);
  }

  /** A block of IPv4 addresses. */
  private record AddressBlock(long first, int prefix) {
    static AddressBlock parse(String text) {
      String[] parts = text.split("[./]", -1);
      if (parts.length != 5) {
        throw EksErrors.invalidParameter("Invalid CIDR block: " + text);
      }
      try {
        long address = 0;
        for (int i = 0; i < 4; i++) {
          address = address << 8 | Integer.parseInt(parts[i]);
        }
        return new AddressBlock(address, Integer.parseInt(parts[4]));
      } catch (NumberFormatException e) {
        throw EksErrors.invalidParameter("Invalid CIDR block: " + text);
      }
    }

    boolean overlaps(AddressBlock other) {
      int bits = 32 - Math.min(prefix, other.prefix);
      return first >> bits == other.first >> bits;
    }
  }
}
