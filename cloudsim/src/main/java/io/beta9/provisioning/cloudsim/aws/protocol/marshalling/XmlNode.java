package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An XML element; element names lack their prefixes, attribute names include them. */
public final class XmlNode {
  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<XmlNode> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private XmlNode(String name) {
    this.name = name;
  }

  /**
   * Parses a document. Document types and external entities are not supported.
   *
   * @throws XMLStreamException if it is not well-formed
   */
  public static XmlNode parse(byte[] document) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
    while (reader.next() != XMLStreamConstants.START_ELEMENT) {
      // skip comments and processing instructions before the root
    }
    return element(reader);
  }

  private static XmlNode element(XMLStreamReader reader) throws XMLStreamException {
    XmlNode node = new XmlNode(reader.getLocalName());
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String prefix = reader.getAttributePrefix(i);
      String local = reader.getAttributeLocalName(i);
      node.attributes.put(
          prefix == null || prefix.isEmpty() ? local : prefix + ":" + local,
          reader.getAttributeValue(i));
    }
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> node.children.add(element(reader));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            node.text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          return node;
        }
        default -> {
          // skip comments and processing instructions
        }
      }
    }
  }

  String name() {
    return name;
  }

  Map<String, String> attributes() {
    return attributes;
  }

  List<XmlNode> children() {
    return children;
  }

  List<XmlNode> children(String named) {
    return children.stream().filter(child -> child.name.equals(named)).toList();
  }

  String text() {
    return text.toString();
  }
}
