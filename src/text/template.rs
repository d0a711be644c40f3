//! What stands in the sheets that units are given to fill in, besides the columns' own titles and words.

use super::messages;

messages! {
    /// A text in a template
    pub enum TemplateText {
        FileName { }
            en "template.xlsx"
            zh "填报表.xlsx";
        ExportName { }
            en "ledger"
            zh "台账";
        Required { about: String }
            en "required: {about}"
            zh "必填：{about}";
        BlankMeans { about: String, default: String }
            en "{about}\nblank means {default}"
            zh "{about}\n空白即“{default}”";
        ChooseFromList { }
            en "choose one from the list, or leave the cell blank"
            zh "请从下拉列表中选择，或留空";
    }
}
