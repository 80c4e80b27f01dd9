package io.beta9.provisioning.cloudsim.aws.ec2.network;

/** An IPv4 CIDR block: its first address as a number, and its prefix length. */
record Cidr(long first, int prefix) {

  /**
   * Parses a block; host bits are cleared, as in EC2.
   *
   * @throws IllegalArgumentException if the text is not an IPv4 CIDR block
   */
  static Cidr parse(String text) {
    String[] halves = text.split("/", -1);
    if (halves.length != 2) {
      throw new IllegalArgumentException(text);
    }
    String[] bytes = halves[0].split("\\.", -1);
    int prefix = Integer.parseInt(halves[1]);
    if (bytes.length != 4 || prefix < 0 || prefix > 32) {
      throw new IllegalArgumentException(text);
    }
    long address = 0;
    for (String item : bytes) {
      int value = Integer.parseInt(item);
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException(text);
      }
      address = address << 8 | value;
    }
    long size = 1L << (32 - prefix);
    return new Cidr(address / size * size, prefix);
  }

  long size() {
    return 1L << (32 - prefix);
  }

  boolean contains(Cidr other) {
    return first <= other.first && other.first + other.size() <= first + size();
  }

  boolean overlaps(Cidr other) {
    return first < other.first + other.size() && other.first < first + size();
  }

  /** Returns the address at this offset from the first one, in dotted notation. */
  String address(long offset) {
    long value = first + offset;
    return (value >> 24 & 255)
        + "."
        + (value >> 16 & 255)
        + "."
        + (value >> 8 & 255)
        + "."
        + (value & 255);
  }

  @Override
  public String toString() {
    return address(0) + "/" + prefix;
  }
}
