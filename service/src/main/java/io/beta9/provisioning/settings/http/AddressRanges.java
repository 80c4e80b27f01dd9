package io.beta9.provisioning.settings.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.apache.catalina.util.NetMask;
import org.jspecify.annotations.Nullable;

/** Addresses and CIDR ranges. */
public final class AddressRanges {
  public static final String EXPECTED =
      "addresses or CIDR ranges separated by commas, such as 10.0.0.0/8";

  private final List<NetMask> ranges;

  private AddressRanges(List<NetMask> ranges) {
    this.ranges = ranges;
  }

  /**
   * Parses addresses and ranges that are separated by commas. Host names are not resolved.
   *
   * @throws IllegalArgumentException if one is invalid
   */
  public static AddressRanges parse(String text) {
    return new AddressRanges(
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(range -> !range.isEmpty())
            .map(AddressRanges::range)
            .toList());
  }

  private static NetMask range(String text) {
    String[] parts = text.split("/", 2);
    InetAddress address = InetAddress.ofLiteral(parts[0]);
    int bits = address.getAddress().length * Byte.SIZE;
    int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("invalid prefix length");
    }
    return new NetMask(address.getHostAddress() + "/" + prefix);
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  public boolean contains(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.matches(address));
  }

  /** Returns the ranges in CIDR notation, separated by commas. */
  @Override
  public String toString() {
    return String.join(",", ranges.stream().map(NetMask::toString).toList());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressRanges that && ranges.equals(that.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }
}
