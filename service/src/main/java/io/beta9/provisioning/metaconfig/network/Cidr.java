package io.beta9.provisioning.metaconfig.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An IPv4 CIDR block; the host bits of the address are always zero. */
public record Cidr(long address, int prefix) {
  private static final Pattern SYNTAX =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  /** The ranges of RFC 1918 and the shared range of RFC 6598, which AWS also accepts for a VPC. */
  private enum PrivateRange {
    TEN("10.0.0.0/8"),
    HUNDRED("100.64.0.0/10"),
    ONE_SEVENTY_TWO("172.16.0.0/12"),
    ONE_NINETY_TWO("192.168.0.0/16");

    private final Cidr block;

    PrivateRange(String block) {
      this.block = parse(block).orElseThrow();
    }
  }

  /**
   * Ranges that do not occur on the internet, in addition to the private ones.
   *
   * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's registry</a>
   */
  private static final List<Cidr> RESERVED =
      Stream.of("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4")
          .map(block -> parse(block).orElseThrow())
          .toList();

  public Cidr {
    if (prefix < 0 || prefix > 32 || address < 0 || address >= 1L << 32) {
      throw new IllegalArgumentException("not an IPv4 CIDR block");
    }
    if (address % (1L << (32 - prefix)) != 0) {
      throw new IllegalArgumentException("host bits are set");
    }
  }

  /** Parses a CIDR block and clears its host bits. Returns empty if the syntax is invalid. */
  public static Optional<Cidr> parseAligned(String text) {
    Matcher match = SYNTAX.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 1; i <= 4; i++) {
      String group = match.group(i);
      // Some parsers interpret a leading zero as octal.
      if (Integer.parseInt(group) > 255 || (group.length() > 1 && group.startsWith("0"))) {
        return Optional.empty();
      }
      address = address << 8 | Integer.parseInt(group);
    }
    int prefix = Integer.parseInt(match.group(5));
    if (prefix > 32 || (match.group(5).length() > 1 && match.group(5).startsWith("0"))) {
      return Optional.empty();
    }
    long size = 1L << (32 - prefix);
    return Optional.of(new Cidr(address - address % size, prefix));
  }

  /** Parses a CIDR block. Returns empty if the syntax is invalid or host bits are set. */
  public static Optional<Cidr> parse(String text) {
    return parseAligned(text).filter(cidr -> cidr.toString().equals(text));
  }

  long size() {
    return 1L << (32 - prefix);
  }

  boolean contains(Cidr other) {
    return other.address >= address && other.address + other.size() <= address + size();
  }

  public boolean overlaps(Cidr other) {
    return contains(other) || other.contains(this);
  }

  public boolean isPrivate() {
    for (PrivateRange range : PrivateRange.values()) {
      if (range.block.contains(this)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether it has private or reserved addresses; the whole internet has not. */
  public boolean overlapsReserved() {
    return prefix > 0
        && (RESERVED.stream().anyMatch(this::overlaps)
            || Arrays.stream(PrivateRange.values()).anyMatch(range -> range.block.overlaps(this)));
  }

  /** Returns the n-th sub-block (from 0) whose prefix is subPrefix by {@code bits}. */
  Cidr subBlock(int bits, int n) {
    if (n < 0 || n >= 1 << bits) {
      throw new IllegalArgumentException("no sub-block " + n + " of " + (1 << bits));
    }
    int subPrefix = prefix + bits;
    return new Cidr(address + n * (1L << (32 - subPrefix)), subPrefix);
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d/%d"
        .formatted(
            address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255, prefix);
  }
}
