//! Pages for the eye: inks become the screen colours that they look like, and the bleed is gone.

use typst::layout::{Frame, FrameItem};
use typst::visualize::{Color, Paint, ProcessColor};
use typst_layout::Page;

use typst::layout::Sides;

/// The same page in RGB at its trim size.
pub(super) fn proof(page: &Page) -> Page {
    let mut page = page.clone();
    recolor(&mut page.frame);
    page.bleed = Sides::default();
    page
}

fn recolor(frame: &mut Frame) {
    let items: Vec<_> = frame.items().cloned().collect();
    frame.clear();
    for (at, mut item) in items {
        match &mut item {
            FrameItem::Group(group) => recolor(&mut group.frame),
            FrameItem::Text(text) => {
                screen(&mut text.fill);
                if let Some(stroke) = &mut text.stroke {
                    screen(&mut stroke.paint);
                }
            }
            FrameItem::Shape(shape, _) => {
                if let Some(fill) = &mut shape.fill {
                    screen(fill);
                }
                if let Some(stroke) = &mut shape.stroke {
                    screen(&mut stroke.paint);
                }
            }
            FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
        frame.push(at, item);
    }
}

/// Gradients and tilings stay as they are: a viewer converts them.
fn screen(paint: &mut Paint) {
    if let Paint::Solid(color) = paint
        && matches!(color, Color::Spot(_) | Color::Process(ProcessColor::Cmyk(_)))
    {
        *paint = Paint::Solid(color.to_rgb().into());
    }
}
