"""Typesets HTML and CSS into a tagged PDF, for ever, on standard input and output.

A frame is four bytes of length, big-endian, then so many bytes.
Request: two frames, HTML then CSS, UTF-8.
Answer: three frames: `ok` and the number of pages, or `error` and a reason; the PDF; one line
`slot page x y width height` per signature place, in points from the page's lower left corner.

Nothing is ever fetched: not a file, not a `data:` address, not an attachment or a style sheet.
"""

import os
import re
import struct
import sys

import weasyprint
import weasyprint.text.fonts
from weasyprint.formatting_structure.boxes import BlockLevelBox

# Subsets of fonts would bear the time of the day: the same text must give the same bytes.
os.environ['SOURCE_DATE_EPOCH'] = '0'
# The folder for fetched fonts, which do not exist here: this process writes no file at all.
weasyprint.text.fonts.mkdtemp = lambda **_: '/nonexistent'

POINTS_PER_PIXEL = 0.75
PLACE = re.compile(r'signature-([1-9][0-9]{0,5})', re.ASCII)


class Refused(Exception):
    """The document cannot be typeset; the text says why."""


def refuse_every_fetch(url, *args, **kwargs):
    raise ValueError('nothing is fetched')


def is_place(element):
    return element is not None and 'signature-place' in (element.get('class') or '').split()


def places_of(document):
    """One rectangle per signature place that is shown, whole and on its page. Which numbers there
    should be, and that each comes once, is for the caller to say."""
    asked = [e.get('id') or '' for e in document._html.etree_element.iter() if is_place(e)]
    found = []
    shown = set()
    for number, page in enumerate(document.pages, 1):
        seen = set()
        for box in page._page_box.descendants():
            # Line and text boxes inside bear the same element.
            if not isinstance(box, BlockLevelBox) or not is_place(box.element):
                continue
            if id(box.element) in seen:
                continue
            seen.add(id(box.element))
            match = PLACE.fullmatch(box.element.get('id') or '')
            if match is None:
                raise Refused('signature place without a number')
            if id(box.element) in shown:
                raise Refused('signature place split between pages')
            shown.add(id(box.element))
            x, y, width, height = (n * POINTS_PER_PIXEL for n in (
                box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()))
            bottom = page.height * POINTS_PER_PIXEL - y - height
            if x < 0 or bottom < 0 or x + width > page.width * POINTS_PER_PIXEL or y < 0:
                raise Refused('signature place outside its page')
            found.append(f'{match[1]} {number} {x:.3f} {bottom:.3f} {width:.3f} {height:.3f}')
    if len(found) != len(asked):
        raise Refused('signature place that is not shown')
    return '\n'.join(found)


def typeset(html, css):
    """Returns the PDF, its number of pages and its places."""
    sheet = weasyprint.CSS(string=css, url_fetcher=refuse_every_fetch)
    document = weasyprint.HTML(string=html, url_fetcher=refuse_every_fetch).render(
        stylesheets=[sheet])
    # PDF/UA brings the structure tree, the language and the title a screen reader needs.
    return document.write_pdf(variant='pdf/ua-1'), len(document.pages), places_of(document)


def read_frame(stream):
    """The next frame, or None at the end of the input."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack('>I', head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream, body):
    stream.write(struct.pack('>I', len(body)))
    stream.write(body)


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while True:
        html, css = read_frame(source), read_frame(source)
        if html is None or css is None:
            return
        try:
            pdf, pages, places = typeset(html.decode(), css.decode())
            answer = [f'ok {pages}', pdf, places]
        except MemoryError:
            raise
        except Exception as problem:  # whatever a document provokes is an answer about it
            reason = str(problem) if isinstance(problem, Refused) else type(problem).__name__
            answer = [f'error {reason}', b'', '']
        for part in answer:
            write_frame(sink, part if isinstance(part, bytes) else part.encode())
        sink.flush()


if __name__ == '__main__':
    main()
